// docs/recipes/testing.md: the tests that it shows pass in the runners that they are for, and fail when the code is wrong.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fetchWithRetry, INSTALLED, RetryPolicy } from "../package/support/installed.js";
import { blocksOf, pageOf, stripped } from "./support/recipe.js";

const dir = join(INSTALLED, "testing");
const tool = (path) => join(INSTALLED, "node_modules", path);

const RUNNERS = {
  "orders.test.ts": (dir) => [tool("vitest/vitest.mjs"), "run", "--root", dir],
  "orders.test.cjs": (dir) => [tool("jest/bin/jest.js"), "--rootDir", dir, "--testEnvironment", "node"],
  "orders.node.ts": (dir) => ["--test", join(dir, "orders.node.js")],
};

/** Runs one of the files beside `orders.ts`, in a folder of its own. */
function ran(name, change = (code) => code) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const blocks = blocksOf("testing");
  writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
  // Vitest takes TypeScript; Node does from 22.18 on.
  writeFileSync(join(dir, "orders.js"), stripped(blocks["orders.ts"]));
  const code = change(blocks[name]);
  if (name === "orders.node.ts") writeFileSync(join(dir, "orders.node.js"), stripped(code));
  else writeFileSync(join(dir, name), code);
  // The variables of this runner would make the child report to it.
  const options = { cwd: dir, env: { PATH: process.env.PATH, HOME: process.env.HOME, CI: "1", NO_COLOR: "1" }, timeout: 120_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, RUNNERS[name](dir), options, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, printed: stdout + stderr }),
    );
  });
}

for (const [name, passed] of [
  ["orders.test.ts", /Tests +2 passed \(2\)/],
  ["orders.test.cjs", /Tests: +1 passed, 1 total/],
  ["orders.node.ts", /pass 1\n/],
]) {
  test(`${name} passes, and notices a policy that does not retry`, async (t) => {
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    const { code, printed } = await ran(name);
    assert.equal(code, 0, printed);
    assert.match(printed, passed);
    const wrong = await ran(name, (code) =>
      code.replace("policy.toJSON()", "{ retries: 0 }").replace("retries: 3", "retries: 0"),
    );
    assert.notEqual(wrong.code, 0, wrong.printed);
  });
}

test("the policy without waits has none", async () => {
  const [, changes] = /`policy\.with\((\{.*?\})\)`/.exec(pageOf("testing"));
  const policy = new RetryPolicy({ retries: 3, deadline: "1m" }).with(new Function(`return ${changes}`)());
  assert.deepEqual(policy.delays(), [0, 0, 0]);
  const answers = [503, 503, 503, 200];
  const response = await fetchWithRetry(
    "http://a.test/",
    policy.with({ fetch: async () => new Response(null, { status: answers.shift() }) }),
  );
  assert.equal(response.status, 200);
});
