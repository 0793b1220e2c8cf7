// A server that lives is asked again, however few its clients are: the default budget costs them next to nothing.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { createFetch, fetchWithRetry, reportOf, retry } from "./support/installed.js";

/** Of 500 calls, one after the other, those that end well; this share of the attempts fails. */
async function goodOf500(rate, budget) {
  let seed = 11;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const transport = async () => new Response(null, { status: random() < rate ? 503 : 200 });
  const send = createFetch({ ...budget, backoff: { type: "constant", base: 0 }, fetch: transport });
  let good = 0;
  for (let call = 0; call < 500; call++) good += Number((await send("http://server.test/")).ok);
  return good;
}

for (const [rate, least] of [
  [0.1, 0.99],
  [0.2, 0.99],
  [0.3, 0.99],
  [0.4, 0.95],
  [0.5, 0.8],
]) {
  test(`where ${rate * 100} % of the attempts fail, at least ${least * 100} % as many calls end well as without a budget`, async () => {
    const [with_, without] = [await goodOf500(rate, {}), await goodOf500(rate, { budget: false })];
    assert.ok(with_ >= least * without, `${with_}, and ${without} without`);
  });
}

for (const [says, headers] of [
  ["Retry-After: 1", { "retry-after": "1" }],
  ["nothing", {}],
]) {
  test(`against a limit of ten a second that says ${says}, no call of a bulk job ends for want of a token`, async () => {
    let [allowance, filledAt] = [10, performance.now()];
    const server = createServer((_, response) => {
      const now = performance.now();
      allowance = Math.min(10, allowance + (now - filledAt) / 100);
      filledAt = now;
      const isOver = allowance < 1;
      if (!isOver) allowance--;
      response.writeHead(isOver ? 429 : 200, isOver ? headers : {}).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${server.address().port}/`;
    let asked = 0;
    const ends = [];
    const worker = async () => {
      while (asked++ < 50) {
        const response = await fetchWithRetry(url, { retries: 12 });
        ends.push(reportOf(response).reason);
      }
    };
    await Promise.all(Array.from({ length: 15 }, worker));
    server.closeAllConnections();
    server.close();
    assert.deepEqual(ends, Array(50).fill("success"));
  });
}

test("operations that are ready at the third try always end well", async () => {
  for (let round = 0; round < 5; round++) {
    let tries = 0;
    const operation = async () => {
      if (++tries < 3) throw new Error("not ready");
      return "ready";
    };
    assert.equal(await retry(operation, { backoff: { type: "constant", base: 1 } }), "ready");
  }
});
