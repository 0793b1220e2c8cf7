// Measures many subjects in turn, each in a process of its own: one cannot spoil another's compiled code, heap or globals,
// and a burst of noise from elsewhere hits one round of each instead of all rounds of one.
import { fork } from "node:child_process";
import { once } from "node:events";

const SUBJECT = new URL("subject.js", import.meta.url);

/** Runs all subjects; resolves to an array for each with one median, in nanoseconds per call, for each round. */
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
  // mitata collects garbage before each measurement, if it may.
  const child = fork(SUBJECT, [JSON.stringify({ subject, scenario })], { execArgv: ["--expose-gc"] });
  const died = once(child, "exit").then(([code]) => {
    throw new Error(`${subject.name}: its process ended with code ${code}; its message is above`);
  });
  died.catch(() => {}); // heard of by whoever waits for an answer
  const answer = async () => {
    const [message] = await Promise.race([once(child, "message"), died]);
    return message;
  };
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
