// What one retry costs: the first answer is 503, the second 200, the wait between them zero.
import { compare } from "./lib/compared.js";
import { BREAKING, LIMITED, UNLIMITED } from "./subjects.js";

const SCENARIO = {
  kind: "inARow",
  statuses: [503, 200],
  wait: 0,
  again: true,
  skipWaits: true,
  warmUp: 1_000,
  milliseconds: 1_000,
  rounds: 5,
};

export async function retry(changes) {
  const { tables, toPeer } = await compare([UNLIMITED, BREAKING, LIMITED], { ...SCENARIO, ...changes });
  return { tables, facts: { "one retry": toPeer("holdfast: retry") } };
}
