// The process of one subject of body.js: reads bodies to their ends, as often as it is told to, and says what that took.
import assert from "node:assert/strict";
import { Agent, RetryAgent, fetch as undiciFetch } from "undici";
import { built } from "./package.js";

const { module, url, kind, count } = JSON.parse(process.argv[2]);

const LENGTHS = { big: 64 * 2 ** 20, medium: 64 * 2 ** 10, small: 20 };

const SUBJECTS = {
  bare: async () => fetch,
  createFetch: async () => (await import(built("dist/index.js"))).createFetch(),
  resuming: async () => (await import(built("dist/body.js"))).resuming(),
  whole: async () => (await import(built("dist/body.js"))).whole(),
  undici: async () => undiciFetch,
  async retryAgent() {
    const dispatcher = new RetryAgent(new Agent());
    return (address) => undiciFetch(address, { dispatcher });
  },
};

const send = await SUBJECTS[module]();

async function read() {
  const { body } = await send(`${url}/${kind}`);
  let length = 0;
  for await (const piece of body) length += piece.length;
  assert.equal(length, LENGTHS[kind]);
}

process.on("message", async () => {
  globalThis.gc();
  const before = process.cpuUsage();
  const began = performance.now();
  for (let number = 0; number < count; number++) await read();
  const wall = (performance.now() - began) / 1e3;
  const { user, system } = process.cpuUsage(before);
  process.send({ wall, cpu: (user + system) / 1e6 });
});
process.on("disconnect", () => process.exit());
process.send("ready");
