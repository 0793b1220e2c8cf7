// The process of one subject of crossings.js: bytes of JavaScript's heap that one call takes, most of them garbage soon. It runs
// with a young generation that is larger than all of it, so that nothing is collected in between.
import { inARow } from "./calls.js";
import { installTransport, play, skipWaits } from "./mock.js";
import { median } from "./statistics.js";

const WARM_UP = 5_000;
const CALLS = 1_000;
const ROUNDS = 5;

const { subject } = JSON.parse(process.argv[2]);
installTransport();
skipWaits();
const peer = await import(`../peers/${subject.module}.js`);
process.send({ first: await taken([200]), retry: await taken([503, 200], { wait: 0, again: true }) });

async function taken(statuses, scenario = {}) {
  const call = peer[subject.variant](scenario);
  play(...statuses);
  await inARow(WARM_UP, call);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < CALLS; index++) await call();
    rounds.push((process.memoryUsage().heapUsed - before) / CALLS);
  }
  return median(rounds);
}
