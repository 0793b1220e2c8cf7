// The code that does what the page does, for each way to load the package.

import type { PolicyInput } from "holdfast-fetch";
import { toLiteral } from "../shared/json.js";

export interface Snippet {
  id: "browser" | "esm" | "cjs" | "create";
  label: string;
  code: string;
}

export function snippetsFor(policy: PolicyInput, method: string): Snippet[] {
  const literal = toLiteral(policy);
  const call = (input: string): string => `fetchWithRetry(${input}, policy${requestInit(method, ", ")})`;
  const made = `// Made once, used often: checked here, not at every call.\nconst policy = new RetryPolicy(${literal});`;
  const use = (indent: string): string =>
    [
      `const response = await ${call('"https://api.example.com/orders"')};`,
      "const { reason, attempts } = reportOf(response);",
      'console.log(response.status, reason, attempts.length + " attempts");',
    ]
      .map((line) => line.replaceAll(/^/gm, indent))
      .join("\n");

  return [
    {
      id: "browser",
      label: "Browser",
      code: [
        '// In <script type="module">. The file is self-contained: serve it from wherever you like.',
        'import { fetchWithRetry, reportOf, RetryPolicy } from "/node_modules/holdfast-fetch/dist/index.js";',
        "",
        made,
        "",
        use(""),
      ].join("\n"),
    },
    {
      id: "esm",
      label: "Node ESM",
      code: ['import { fetchWithRetry, reportOf, RetryPolicy } from "holdfast-fetch";', "", made, "", use("")].join("\n"),
    },
    {
      id: "cjs",
      label: "CommonJS",
      code: [
        'const { fetchWithRetry, reportOf, RetryPolicy } = require("holdfast-fetch");',
        "",
        made,
        "",
        "async function main() {",
        use("  "),
        "}",
        "",
        "main();",
      ].join("\n"),
    },
    {
      id: "create",
      label: "createFetch",
      code: [
        'import { createFetch } from "holdfast-fetch";',
        "",
        "// Stands wherever a fetch is asked for: in your own code, or handed to an SDK.",
        `const fetch = createFetch(${literal});`,
        "",
        `const response = await fetch("https://api.example.com/orders"${requestInit(method, ", ")});`,
        "console.log(response.status);",
      ].join("\n"),
    },
  ];
}

export function requestInit(method: string, separator: string): string {
  if (method !== "POST") return "";
  const lines = [
    `${separator}{`,
    '  method: "POST",',
    '  headers: { "content-type": "application/json" },',
    '  body: JSON.stringify({ item: "rope", metres: 20 }),',
    "}",
  ];
  return lines.join("\n");
}
