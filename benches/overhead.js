// What a call costs that succeeds at the first try: most calls do.
import { compare } from "./lib/compared.js";
import { BREAKING, LIMITED, UNLIMITED } from "./subjects.js";

const SCENARIO = { kind: "inARow", statuses: [200], warmUp: 1_000, milliseconds: 1_000, rounds: 7 };

export async function overhead(changes) {
  const { tables, toPeer } = await compare([UNLIMITED, BREAKING, LIMITED], { ...SCENARIO, ...changes });
  return {
    tables,
    facts: {
      "first try": toPeer("holdfast: retry"),
      "first try, breaker and budget": toPeer("holdfast: retry + breaker + budget"),
      "first try, limits": toPeer("holdfast: standard"),
    },
  };
}
