// The simulator's wasm in browsers: the same seed gives the same run as natively, to the last bit.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ENGINES, launch } from "../engines/launch.js";
import { servePlainFiles } from "../page/support/plain-files.js";
import { golden, nameOf, ROOT } from "./support.js";

for (const engine of ENGINES) {
  describe(engine, () => {
    let files;
    let browser;
    let page;

    before(async () => {
      files = await servePlainFiles(ROOT, "/");
      browser = await launch(engine);
      page = await browser.open(`${files.url}tests/simulator/`);
    });
    after(async () => {
      await browser?.close();
      files?.close();
    });

    test("repeats all native runs", async () => {
      const work = async (source) => {
        const simulator = await import("/target/simulator/simulator.js");
        await simulator.default();
        const golden = await (await fetch("/tests/vectors/fleet.json")).json();
        const { repeat } = await import(source);
        return golden.map((run) => repeat(simulator, run));
      };
      const repeated = await page.evaluate(work, "/tests/simulator/golden.js");
      assert.equal(repeated.length, golden.length);
      for (const [index, run] of golden.entries()) {
        assert.deepEqual(repeated[index].outcome, run.outcome, nameOf(run));
        assert.deepEqual(repeated[index].series, run.outcome.series, nameOf(run));
      }
      assert.deepEqual(await page.problems(), []);
    });
  });
}
