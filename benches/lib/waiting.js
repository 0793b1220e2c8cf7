// The process of one subject of memory.js: begins many calls whose first attempt fails, and looks at the memory that they
// take while all of them wait for their second.
import assert from "node:assert/strict";
import { aTurn } from "./calls.js";
import { holdTimers, installTransport, play, sent } from "./mock.js";

const CALLS = 100_000;

// So that the first calls' compiled code is not counted.
const WARM_UP = 1_000;

// More than any subject takes from a failed attempt to its wait.
const TURNS_UNTIL_IT_WAITS = 20;

const { subject } = JSON.parse(process.argv[2]);
installTransport();
holdTimers();
const peer = await import(`../peers/${subject.module}.js`);
const call = peer[subject.variant]({});

const calls = [];
await begin(WARM_UP);
const before = memory();
const cpu = process.cpuUsage();
await begin(CALLS);
const { user, system } = process.cpuUsage(cpu);
const after = memory();

assert.equal(calls.length, WARM_UP + CALLS);
process.send({
  heap: (after.heap - before.heap) / CALLS,
  beside: (after.beside - before.beside) / CALLS,
  microseconds: (user + system) / CALLS,
});

async function begin(count) {
  play(503);
  for (let index = 1; index <= count; index++) {
    const settled = call().then(() => assert.fail(`${subject.name} did not wait`));
    settled.catch(stop);
    calls.push(settled);
    if (index % 1_000 === 0) await aTurn();
  }
  for (let turn = 0; turn < TURNS_UNTIL_IT_WAITS; turn++) await aTurn();
  assert.equal(sent(), count, `${subject.name} sent ${sent()} requests for ${count} calls`);
}

function stop(error) {
  console.error(error);
  process.exit(1);
}

/** `beside`: what belongs to the heap but is not in it, the wasm's memory among it. */
function memory() {
  for (let round = 0; round < 4; round++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, beside: external };
}
