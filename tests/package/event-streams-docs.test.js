// What docs/event-streams.md shows works as it stands there, on streams that break or begin with an error.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { written } from "./support/event-streams.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const page = readFileSync(new URL("../../docs/event-streams.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```js\n\/\/ ES module\n(.*?)^```$/gms)].map(([, program]) => program);

const stream = (events, more) => ({ headers: { "content-type": "text/event-stream" }, body: written(events), ...more });
const json = (type, data) => ({ type, data: JSON.stringify(type ? { type, ...data } : data) });
const text = (text) => json("content_block_delta", { delta: { type: "text_delta", text } });
const chunk = (content) => json("", { choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const part = (text, more) => json("", { candidates: [{ content: { parts: [{ text }] }, ...more }] });
const responses = [
  json("response.created", { response: { id: "resp_1" }, sequence_number: 0 }),
  json("response.output_text.delta", { delta: "Hel", sequence_number: 1 }),
  json("response.output_text.delta", { delta: "lo!", sequence_number: 2 }),
  json("response.completed", { response: { id: "resp_1" }, sequence_number: 3 }),
];

// What the server does, by what the program imports; and what the program prints.
const SCENES = {
  anthropic: [
    [
      stream([json("message_start", {}), json("error", { error: { type: "overloaded_error" } })]),
      stream([json("message_start", {}), text("Hel"), text("lo!"), json("message_stop", {})]),
    ],
    "Hello!\n",
  ],
  openaiChat: [
    [
      stream([json("", { error: { code: "rate_limit_exceeded", message: "…" } })]),
      stream([chunk("Hel"), chunk("lo!"), { data: "[DONE]" }]),
    ],
    "Hello!\n",
  ],
  openaiResponses: [
    [stream(responses, { cut: written(responses.slice(0, 3)).length - 5 }), stream(responses.slice(2))],
    "Hello!\n",
  ],
  gemini: [
    [
      stream([json("", { error: { code: 503, status: "UNAVAILABLE" } })]),
      stream([part("Hel"), part("lo!", { finishReason: "STOP" })]),
    ],
    "Hello!\n",
  ],
  feed: [["sse=3;cut=0.5", "sse=3"], '1 message {"n":1}\n2 message {"n":2}\n3 message {"n":3}\n'],
};

const aboutOf = (program) =>
  Object.keys(SCENES).find((name) => new RegExp(`import \\{[^}]*\\b${name}\\b`).test(program)) ?? "feed";

test("there is a program for a feed, and for each service", () => {
  assert.deepEqual(programs.map(aboutOf).sort(), Object.keys(SCENES).sort());
});

for (const program of programs) {
  const about = aboutOf(program);
  test(`the program for ${about} runs`, async () => {
    const [steps, printed] = SCENES[about];
    const { url, journal } = await stage.play(steps);
    const own = program
      .replaceAll(/https:\/\/[\w.]+\.com\b/g, url)
      .replaceAll("holdfast-fetch/body", `${process.env.HOLDFAST_ENTRY ?? "holdfast-fetch"}/body`);
    const { code, stdout, stderr } = await run(own);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, printed);
    const { hits } = await journal({ hits: 2 });
    const [first, second] = hits.map(({ method, url }) => `${method} ${url.replace(/^\/play\/[\w-]+/, "")}`);
    if (about === "openaiResponses") assert.equal(second, "GET /v1/responses/resp_1?stream=true&starting_after=1");
    else assert.equal(second, first);
    assert.equal(hits.length, 2);
  });
}
