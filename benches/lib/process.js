// A subject in a process of its own, where it can spoil nobody else's compiled code, heap or globals.
import { fork } from "node:child_process";
import { once } from "node:events";

/** Starts a script, with one argument as data. `answer` resolves to its next message, and rejects if it ends before. */
export function started(script, subject, data, options = []) {
  // Garbage is collected before each measurement.
  const child = fork(script, [JSON.stringify(data)], { execArgv: ["--expose-gc", ...options] });
  const died = once(child, "exit").then(([code]) => {
    throw new Error(`${subject.name}: its process ended with code ${code}; its message is above`);
  });
  died.catch(() => {}); // heard of by whoever waits for an answer
  const answer = async () => {
    const [message] = await Promise.race([once(child, "message"), died]);
    return message;
  };
  return { child, answer };
}
