// With `unref: true`, what a call waits for does not keep a Node process running; without it, it does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./support/child.js";

// Printed where something else than this timer keeps the process running.
const TELL = `setTimeout(() => { console.log("running"); process.exit(); }, 500).unref();`;

const CALLS = {
  "a wait between attempts": `fetchWithRetry(url, { ...policy, fetch: async () => new Response("", { status: 503 }) })`,
  "the limit of an attempt": `fetchWithRetry(url, { ...policy, attemptTimeout: "1h", fetch: () => new Promise(() => {}) })`,
  "a wait of an operation":
    "retry(() => Promise.reject(Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })), policy)",
};

for (const [what, call] of Object.entries(CALLS)) {
  for (const unref of [true, false]) {
    test(`${what}, with unref: ${unref}`, async () => {
      const program = `
        import { fetchWithRetry, retry } from "holdfast-fetch";
        const url = "http://server.test/";
        const policy = { unref: ${unref}, backoff: { type: "constant", base: "1h", cap: "1h" }, jitter: "none", deadline: false, attemptTimeout: false, budget: false };
        ${TELL}
        ${call}.catch(() => {});`;
      assert.deepEqual(await run(program), { code: 0, stdout: unref ? "" : "running\n", stderr: "" });
    });
  }
}

test("one kind beside the other: those that keep it running are waited for, and the others end if there is time", async () => {
  const program = `
    import { fetchWithRetry } from "holdfast-fetch";
    const policy = (unref, base) => {
      const statuses = [503, 200];
      return { unref, backoff: { type: "constant", base, cap: "1h" }, jitter: "none", deadline: false, budget: false,
        fetch: async () => new Response("", { status: statuses.shift() }) };
    };
    const call = (name, unref, base) => fetchWithRetry("http://server.test/", policy(unref, base)).then(() => console.log(name));
    call("unref, an hour", true, "1h");
    call("ref, 200 ms", false, 200);
    call("unref, 50 ms", true, 50);`;
  assert.deepEqual(await run(program), { code: 0, stdout: "unref, 50 ms\nref, 200 ms\n", stderr: "" });
});

test("a wait that was begun when nothing kept the process running, after one that did", async () => {
  const program = `
    import { fetchWithRetry } from "holdfast-fetch";
    const policy = () => {
      const statuses = [503, 200];
      return { backoff: { type: "constant", base: 20 }, jitter: "none", deadline: false, budget: false, fetch: async () => new Response("", { status: statuses.shift() }) };
    };
    fetchWithRetry("http://server.test/", policy())
      .then(() => fetchWithRetry("http://server.test/", policy()))
      .then(() => fetchWithRetry("http://server.test/", policy()))
      .then(() => console.log("done"));`;
  assert.deepEqual(await run(program), { code: 0, stdout: "done\n", stderr: "" });
});

test("it is data, and a boolean", async () => {
  const program = `
    import { RetryPolicy } from "holdfast-fetch";
    console.log(JSON.stringify(new RetryPolicy({ unref: true })));
    try { new RetryPolicy({ unref: "yes" }); } catch (error) { console.log(error.field); }`;
  assert.deepEqual(await run(program), { code: 0, stdout: '{"unref":true}\nunref\n', stderr: "" });
});
