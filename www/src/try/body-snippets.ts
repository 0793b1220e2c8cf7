// The code that reads a body as the page does, for each way to load the package.

import type { PolicyInput } from "holdfast-fetch";
import { toLiteral } from "../shared/json.js";
import type { State } from "./link.js";
import { IDLE, lastEventOf, type Reader } from "./reading.js";
import { requestInit, type Snippet } from "./snippets.js";

const FOLDER = "/node_modules/holdfast-fetch/dist";

export function bodySnippetsFor(reader: Reader, policy: PolicyInput, { method, script }: State): Snippet[] {
  const names = reader === "events" ? "events" : "bodyReportOf, resuming";
  const lines = reader === "events" ? stream(policy, method, lastEventOf(script)) : download(policy, method);
  const code = lines.join("\n");
  return [
    {
      id: "browser",
      label: "Browser",
      code: [
        '// In <script type="module">. Before it, an import map says where the package is:',
        `// <script type="importmap">{ "imports": {`,
        `//   "holdfast-fetch": "${FOLDER}/index.js",`,
        `//   "holdfast-fetch/body": "${FOLDER}/body.js"`,
        "// } }</script>",
        `import { ${names} } from "holdfast-fetch/body";`,
        "",
        code,
      ].join("\n"),
    },
    { id: "esm", label: "Node ESM", code: [`import { ${names} } from "holdfast-fetch/body";`, "", code].join("\n") },
    {
      id: "cjs",
      label: "CommonJS",
      code: [
        `const { ${names} } = require("holdfast-fetch/body");`,
        "",
        "async function main() {",
        code.replaceAll(/^(?=.)/gm, "  "),
        "}",
        "",
        "main();",
      ].join("\n"),
    },
  ];
}

function download(policy: PolicyInput, method: string): string[] {
  return [
    "// A silence of two seconds counts as a break.",
    `const download = resuming(${toLiteral(policy)}, { idle: "${IDLE}" });`,
    "",
    `const response = await download("https://api.example.com/files/big.iso"${requestInit(method, ", ")});`,
    "const { byteLength } = await response.arrayBuffer();",
    "const { gaps } = bodyReportOf(response);",
    'console.log(byteLength + " bytes, in spite of " + gaps.length + " breaks");',
  ];
}

function stream(policy: PolicyInput, method: string, last: string): string[] {
  const init = requestInit(method, "").replaceAll(/\n/g, "\n  ");
  return [
    `const policy = ${toLiteral(policy)};`,
    'const stream = events("https://api.example.com/feed", policy, {',
    "  // A silence of two seconds counts as a break.",
    `  idle: "${IDLE}",`,
    "  // So that an early end is told from a good one.",
    `  done: ({ id }) => id === "${last}",`,
    ...(init === "" ? [] : [`  init: ${init},`]),
    "});",
    "for await (const { id, data } of stream) console.log(id, data);",
  ];
}
