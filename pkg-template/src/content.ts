// What options say, as a text: literals that say the same share one policy.
import { isBreaker, numberOf } from "./circuits.js";
import { isPlain } from "./copy.js";
import { isLogger } from "./option.js";

// Functions have no text. Each call has its own, and they are not what a policy shares.
const A_FUNCTION = null;

/** A text that is the same for options that say the same; nothing for those that say what no text can. */
export function contentOf(written: unknown): string | undefined {
  try {
    return JSON.stringify(written, function (this: Record<string, unknown>, name) {
      // What stands there itself, not what its toJSON says.
      const value = this[name];
      // Members of what was written come sorted, as these do not: so nothing that is written says the same.
      if (isBreaker(value)) return { number: numberOf(value), breaker: true };
      if (typeof value === "function" || (name === "log" && isLogger(value))) return A_FUNCTION;
      if (isPlain(value))
        return Object.fromEntries(Object.entries(value as object).sort(([one], [other]) => (one < other ? -1 : 1)));
      if (Array.isArray(value) || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return value;
      throw value; // JSON would make it look like something else: null, which stands for a function, or an empty object
    });
  } catch {
    return undefined;
  }
}
