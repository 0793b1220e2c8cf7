// Code of a caller's that notes where it runs.
import { core } from "./core.js";

/** Notes each time that a caller's code runs: by what name, and whether the core was on the stack. */
export function newProbes() {
  const heard = new Map();
  const inside = new Set();

  const note = (name) => {
    heard.set(name, (heard.get(name) ?? 0) + 1);
    if (core.depth > 0) inside.add(name);
  };

  /** The same function, noted. */
  const noted = (name, run = () => {}) =>
    function (...given) {
      note(name);
      return run.apply(this, given);
    };

  /** The same object, of which every look at it is noted, however deep. Functions in it are called by their own names. */
  const watched = (name, value) => {
    if (typeof value === "function") return watchedFunction(name, value);
    if (typeof value !== "object" || value === null) return value;
    const seen =
      (trap) =>
      (target, key, ...more) => {
        note(name);
        const found = Reflect[trap](target, key, ...more);
        // What cannot be changed must be given as it is.
        const fixed = trap === "get" && Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false;
        return trap === "get" && typeof found === "object" && !fixed ? watched(`${name}.${String(key)}`, found) : found;
      };
    const traps = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];
    return new Proxy(value, Object.fromEntries(traps.map((trap) => [trap, seen(trap)])));
  };

  const watchedFunction = (name, value) =>
    new Proxy(value, {
      apply(target, self, given) {
        note(`${name}()`);
        return Reflect.apply(target, self, given);
      },
      get(target, key, receiver) {
        note(name);
        return Reflect.get(target, key, receiver);
      },
    });

  return { heard, inside, note, noted, watched };
}
