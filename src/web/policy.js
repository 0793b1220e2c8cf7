let Policy;
let Breaker;

/**
 * Learns the classes from an object of each. There is nothing to free by hand: calls under way share policies and circuits,
 * and the garbage collector knows when the last of them is done.
 */
export function adopt(policy, breaker) {
  Policy = policy.constructor;
  Breaker = breaker.constructor;
  for (const { prototype } of [Policy, Breaker]) {
    prototype.free = () => {};
    if (Symbol.dispose) prototype[Symbol.dispose] = prototype.free;
  }
}

/** The number by which the core knows a RetryPolicy; 0 for anything else, policies of another copy of this package included. */
export function handleOf(policy) {
  return handleIf(Policy, policy);
}

/** The same for the circuit breaker in a policy. */
export function breakerOf({ breaker }) {
  return handleIf(Breaker, breaker);
}

function handleIf(Class, object) {
  try {
    return object instanceof Class ? object.__holdfast : 0;
  } catch {
    return 0;
  }
}

/** What the core is to read: with a circuit breaker's options in its place, and a function where a logger is. */
export function legible(written) {
  if (!isPlain(written)) return written;
  const { breaker, log } = written;
  const shown = { ...written };
  if (breakerOf(written) > 0) shown.breaker = breaker.options;
  if (isLogger(log)) shown.log = isPlain;
  else if (typeof log === "function") shown.log = "a function";
  return shown;
}

// Loggers are of all kinds of classes. `log: console.log` is none.
function isLogger(log) {
  return typeof log?.info === "function" && typeof log.error === "function";
}

/** A text that is the same for policies that say the same; nothing for those that say what no text can. */
export function contentOf(written) {
  try {
    return JSON.stringify(written, function (name) {
      const value = this[name];
      if (handleIf(Breaker, value) > 0) return [isPlain, value.__holdfast];
      if (name === "log" ? isLogger(value) : typeof value === "function") return null;
      if (isPlain(value)) return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
      if (Array.isArray(value) || /string|boolean/.test(typeof value) || Number.isFinite(value)) return value;
      throw value; // JSON would make it look like something else: null, which stands for a function, or an empty object
    });
  } catch {
    return undefined;
  }
}

// Policies are less deep than this; what is deeper may be endless.
const DEPTH = 8;

/**
 * What was written before, with changes. A copy through and through: accessors run once, here, and later changes to the
 * caller's objects change nothing.
 */
export function merged(written, changes) {
  const copy = copied(changes, DEPTH);
  if (!isPlain(copy)) return copy;
  // A logger is the caller's own, and may hold what it needs.
  if (copy.log !== undefined) copy.log = changes.log;
  return { ...written, ...copy };
}

function copied(value, depth) {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((member) => copied(member, depth - 1));
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, copied(member, depth - 1)]));
}

// By its place in the chain of prototypes, since a sandbox has an Object of its own.
function isPlain(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const KINDS = ["number", "string", "boolean", "function"];

/** What kind of value this is: 0 to 3 as in KINDS, null 4, array 5, plain object 6, anything else 7. */
export function kindOf(value) {
  const kind = KINDS.indexOf(typeof value);
  if (kind >= 0) return kind;
  if (value === null) return 4;
  if (Array.isArray(value)) return 5;
  return isPlain(value) ? 6 : 7;
}

/** What to call a value that no policy may hold. */
export function nameOf(value) {
  if (typeof value !== "object") return value === undefined ? "undefined" : `a ${typeof value}`;
  return `of class ${value.constructor?.name}`;
}

/** A preset's name as options. */
export function preset(name) {
  return { preset: name };
}

/** What was written, without the functions. A circuit breaker of the caller's is told by its options. */
export function data(written) {
  const data = JSON.parse(
    JSON.stringify(written, (name, value) => (name === "log" && value ? undefined : (value?.options ?? value))),
  );
  if (data.until?.not === undefined && typeof data.until === "object") delete data.until;
  return data;
}

/** The function at a path such as `tiers.0.backoff`, if there is one. */
export function callback(written, path) {
  const found = path.split(".").reduce((inner, name) => inner?.[name], written);
  return typeof found === "function" ? found : undefined;
}

/** Does any of these names stand among the changes? */
export function names(changes, wanted) {
  return wanted.split(" ").some((name) => changes?.[name] !== undefined);
}

/** A circuit breaker's options as a policy, and its clock. */
export function breakerPolicy(options) {
  if (options === undefined || options === null || typeof options !== "object") return { breaker: options ?? true };
  const { now, ...breaker } = options;
  return { breaker, now };
}

/** An idempotency key from the caller's function. */
export function makeKey({ idempotencyKey }) {
  const key = typeof idempotencyKey === "function" ? idempotencyKey() : idempotencyKey.key();
  if (typeof key === "string" && /^[ -~]{1,255}$/.test(key)) return key;
  throw new TypeError("idempotencyKey: the function must return a text of 1 to 255 printable ASCII characters");
}

/** Retry tokens, from rows of the core's. */
export function balances(rows) {
  return rows.map(([key, , [credit, earned]]) => ({ key, credit, earned }));
}
