// What docs/observability.md shows works as it stands there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const page = readFileSync(new URL("../../docs/observability.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```js\n\/\/ ES module\n(.*?)^```$/gms)].map(([, program]) => program);

/** What each program prints of a call whose first attempt meets a 503, in the order of the page. */
const SAID = [
  [/attempt 1 of 4: 503 after .* m?s; next attempt in /, /attempt 2 of 4: 200 after .* m?s; ended: success; /],
  [/^attempt GET .*\nresponse GET .*\nwait GET .*\nattempt GET .*\nresponse GET .*\nend GET /],
  [/'http\.response\.status_code': 503/, /'http\.request\.resend_count': 1/, /name: 'holdfast\.wait'/, /name: 'order'/],
  [
    /name: 'http\.client\.request\.duration'/,
    /'holdfast\.reason': 'success'/,
    /name: 'holdfast\.retry\.tokens'/,
    /'holdfast\.operation': 'sync'/,
  ],
];

test("the page has four programs", () => {
  assert.equal(programs.length, SAID.length);
});

for (const [index, program] of programs.entries()) {
  test(`program ${index + 1} survives a 503, and says so`, async () => {
    const { url, journal } = await stage.play("503,200");
    const { code, stdout, stderr } = await run(program.replaceAll("https://api.example.com", url));
    assert.equal(code, 0, stderr);
    for (const pattern of SAID[index]) assert.match(stdout + stderr, pattern);
    const { hits } = await journal({ hits: 2 });
    assert.equal(hits.length, 2);
  });
}
