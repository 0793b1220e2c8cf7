// The process of one subject of signal.js: what of the calls on a signal is left when they are over, their bodies are read and
// garbage is collected, while the signal lives.
import { CALLS_ON_ONE_SIGNAL } from "./batches.js";
import { aTurn, inARow } from "./calls.js";
import { installWholeTransport, play } from "./mock.js";
import { least } from "./statistics.js";

// What the engine itself keeps, such as compiled code, is some bytes for each call at first.
const ROUNDS = 4;

const { subject } = JSON.parse(process.argv[2]);
installWholeTransport();
play(200);
const peer = await import(`../peers/${subject.module}.js`);
const call = peer[subject.variant]({});

const signals = [];
const left = [];
for (let round = 0; round < ROUNDS; round++) {
  const { signal } = new AbortController();
  signals.push(signal);
  const before = await inUse();
  await inARow(CALLS_ON_ONE_SIGNAL, async () => (await call(signal)).text());
  left.push(((await inUse()) - before) / CALLS_ON_ONE_SIGNAL);
}
process.send(Math.max(0, least(left.slice(1))));

/** What is found to be unused is told to registries of finalization in turns of their own, which may free more. */
async function inUse() {
  for (let round = 0; round < 5; round++) {
    globalThis.gc();
    await aTurn();
    await aTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
