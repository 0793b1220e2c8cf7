// What one retry costs with the platform's own timers: the first answer is 503, the second 200, and 5 ms between them. A
// thousand calls wait at a time, as in a server; all that passes while they wait is not counted, since it is no work.
import { compare } from "./lib/compared.js";
import { WAITING_LIMITED } from "./subjects.js";

const SCENARIO = {
  kind: "together",
  statuses: [503, 200],
  wait: 5,
  again: true,
  warmUp: 1_000,
  milliseconds: 1_000,
  rounds: 5,
};

export async function wait(changes) {
  const { tables, toPeer } = await compare([WAITING_LIMITED], { ...SCENARIO, ...changes });
  return { tables, facts: { "one retry, limits, a wait": toPeer("holdfast: retry, time limits") } };
}
