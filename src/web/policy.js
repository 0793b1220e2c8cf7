let Own;

/**
 * Learns the class of policies from one of them. There is nothing to free by hand: calls under way share a policy, and the
 * garbage collector knows when the last of them is done.
 */
export function adopt(policy) {
  Own = policy.constructor;
  Own.prototype.free = () => {};
  if (Symbol.dispose) Own.prototype[Symbol.dispose] = Own.prototype.free;
}

/** The number by which the core knows a RetryPolicy; 0 for anything else, policies of another copy of this package included. */
export function handleOf(policy) {
  try {
    return policy instanceof Own ? policy.__holdfast : 0;
  } catch {
    return 0;
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
  return isPlain(copy) ? { ...written, ...copy } : copy;
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

/** What was written, without the functions. */
export function data(written) {
  return JSON.parse(JSON.stringify(written));
}

/** The function at a path, if there is one. */
export function callback(written, name, member, inner) {
  const found = member === undefined ? written[name] : written[name]?.[member]?.[inner];
  return typeof found === "function" ? found : undefined;
}

/** An idempotency key from the caller's function. */
export function makeKey({ idempotencyKey }) {
  const key = typeof idempotencyKey === "function" ? idempotencyKey() : idempotencyKey.key();
  if (typeof key === "string" && /^[ -~]{1,255}$/.test(key)) return key;
  throw new TypeError("idempotencyKey: the function must return a text of 1 to 255 printable ASCII characters");
}
