// The presets that the editor shows, written out in full, mean what the package means by their names.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { build } from "esbuild";
import { RetryPolicy } from "../../pkg/dist/index.js";

const HALF = () => 0.5;
let page;

before(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents:
        'export { PRESETS } from "./shared/presets.ts"; export { scaled } from "./shared/scale.ts"; export { concise } from "./try/policy.ts";',
      resolveDir: new URL("../../www/src", import.meta.url).pathname,
    },
    alias: { "holdfast-fetch": new URL("../../pkg/dist/index.js", import.meta.url).pathname },
    bundle: true,
    write: false,
    format: "esm",
  });
  page = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
});

test("each explains itself like the bare preset, even without its name", () => {
  for (const { name, options } of page.PRESETS) {
    const { preset: _, ...written } = options;
    // What livePerson prints has no words in a policy.
    const whole = new RetryPolicy(name).explain().replace("\nFaults are printed on the console.", "");
    assert.equal(new RetryPolicy(written).explain(), whole, name);
    assert.equal(new RetryPolicy(options).explain(), new RetryPolicy(name).explain(), name);
  }
});

test("the code to copy says no more than differs from the preset", () => {
  for (const { name, options } of page.PRESETS) {
    assert.equal(page.concise(options), name);
  }
  const [, , , copyleaks] = page.PRESETS;
  assert.deepEqual(page.concise({ ...copyleaks.options, retries: 2 }), { preset: "copyleaks", retries: 2 });
  assert.deepEqual(page.concise({ deadline: "1m" }), { deadline: "1m" });
});

test("divided by ten, every wait is a tenth", () => {
  const policies = [
    ...page.PRESETS.map(({ options }) => options),
    { backoff: { base: "1s" } },
    { backoff: { type: "constant" }, jitter: "equal" },
    { backoff: { list: ["1s", "2s"] }, retries: 4 },
    { preset: "copyleaks", backoff: { type: "fibonacci", cap: "9s" } },
    { tiers: [{ retries: 2 }], deadline: false },
    { backoff: { base: "30s" } },
  ];
  for (const options of policies) {
    const whole = new RetryPolicy(options).delays({ random: HALF });
    const tenth = new RetryPolicy(page.scaled(options, 10)).delays({ random: HALF });
    assert.equal(tenth.length, whole.length);
    for (const [index, delay] of tenth.entries()) {
      assert.ok(Math.abs(delay * 10 - whole[index]) < 1e-6, `${JSON.stringify(options)}: ${whole} ${tenth}`);
    }
  }
});

test("limits are divided too, hints and their cap are not", () => {
  const scaled = page.scaled({ deadline: "10s", retryAfter: { cap: "60s" } }, 100);
  assert.equal(scaled.deadline, 100);
  assert.equal(scaled.attemptTimeout, 100);
  assert.deepEqual(scaled.retryAfter, { cap: "60s" });
  assert.equal(page.scaled({ attemptTimeout: false, deadline: false }, 10).deadline, false);
});
