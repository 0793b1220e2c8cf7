// The process of one subject: builds it, proves that it does what the table says, then measures when told.
import assert from "node:assert/strict";
import { batches } from "./batches.js";
import { aTurn } from "./calls.js";
import { installTransport, listenForLimits, play, restoreTimers, sent, skipWaits } from "./mock.js";

const { subject, scenario } = JSON.parse(process.argv[2]);

installTransport();
const peer = await import(`../peers/${subject.module}.js`);
await prove();

const call = peer[subject.variant](scenario);
play(...scenario.statuses);
if (scenario.skipWaits) skipWaits();
const batch = batches[scenario.kind](call, scenario, subject);

process.on("message", async ({ milliseconds }) => tell(await measure(milliseconds)));
process.on("disconnect", () => process.exit());
tell("ready");

/** Nanoseconds of CPU for a call: of the user and the system, on all threads, so garbage collection is in it. */
async function measure(milliseconds) {
  globalThis.gc();
  const sentBefore = sent();
  const before = process.cpuUsage();
  let calls = 0;
  let spent = 0;
  do {
    calls += await batch();
    // Timers fire and registries of finalization are told, as in any program that waits for something.
    await aTurn();
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  } while (spent < milliseconds * 1_000);
  assert.equal(sent() - sentBefore, calls * scenario.statuses.length, `${subject.name} sent another number of requests`);
  return (spent * 1_000) / calls;
}

/** Whoever asked may be gone, because another subject failed. */
function tell(message) {
  process.send(message, () => {});
}

/** Numbers of something else than what the row is named for would be worse than none. */
async function prove() {
  let limits = 0;
  listenForLimits(() => limits++);
  const trial = peer[subject.variant](scenario);

  play(200);
  const good = await trial();
  const expected = subject.role === "bare" && scenario.again ? 2 : 1;
  assert.equal(sent(), expected, `${subject.name} sent ${sent()} requests where ${expected} succeeds`);
  assert.equal(good.status, 200);
  assert.equal(limits > 0, subject.limited === true, `${subject.name} set ${limits} time limits`);

  if (subject.role !== "bare") {
    play(503, 200);
    const second = await trial();
    assert.equal(sent(), 2, `${subject.name} sent ${sent()} requests where the second succeeds`);
    assert.equal(second.status, 200);
  }
  restoreTimers();
}
