// Measures many subjects in turn, each in a process of its own: one cannot spoil another's compiled code, heap or globals,
// and a burst of noise from elsewhere hits one round of each instead of all rounds of one.
import { started } from "./process.js";

const SUBJECT = new URL("subject.js", import.meta.url);

/** Runs all subjects; resolves to an array for each, with nanoseconds of CPU for a call in each round. */
export async function measureInRounds(subjects, scenario) {
  const running = subjects.map((subject) => start(subject, scenario));
  try {
    for (const { ready } of running) await ready;
    for (const { measure } of running) await measure(scenario.warmUp);
    const rounds = running.map(() => []);
    for (let round = 0; round < scenario.rounds; round++) {
      for (const [index, { measure }] of running.entries()) {
        rounds[index].push(await measure(scenario.milliseconds));
      }
    }
    return rounds;
  } finally {
    for (const { stop } of running) stop();
  }
}

function start(subject, scenario) {
  const { child, answer } = started(SUBJECT, subject, { subject, scenario });
  return {
    ready: answer(),
    measure(milliseconds) {
      child.send({ milliseconds });
      return answer();
    },
    stop() {
      if (child.connected) child.disconnect();
    },
  };
}
