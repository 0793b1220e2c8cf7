// The process of one subject: builds it, proves that it does what the table says, then measures when told.
import assert from "node:assert/strict";
import { measure } from "mitata";
import { installTransport, listenForLimits, play, restoreTimers, sent, skipWaits } from "./mock.js";

// Sizes of batches are given, so that none may be guessed from a cold first call.
const WHOLE_BATCHES = { warmup_threshold: Infinity, batch_threshold: Infinity, min_samples: 5 };

const { subject, scenario } = JSON.parse(process.argv[2]);

installTransport();
const peer = await import(`../peers/${subject.module}.js`);
await prove();

const call = peer[subject.variant](scenario);
play(...scenario.statuses);
if (scenario.skipWaits) skipWaits();

process.on("message", async ({ milliseconds }) => {
  const options = { ...WHOLE_BATCHES, batch_samples: scenario.batch, min_cpu_time: milliseconds * 1e6 };
  const { p50 } = await measure(call, options);
  tell(p50);
});
process.on("disconnect", () => process.exit());
tell("ready");

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
