// What a caller wrote is copied first, through and through: accessors run once, here, and later changes to the caller's objects
// change nothing.

// No policy is deeper: tiers, a tier, its backoff, its list, a wait. What lies deeper is never read, so it may be endless.
const DEPTH = 5;

/**
 * A copy of plain objects and lists; what has the value `undefined` is left out. Anything else is kept as it is: functions, a
 * logger under `log`, and what `isKept` says of a value under `breaker`.
 */
export function copy(value: unknown, isKept: (breaker: unknown) => boolean): unknown {
  return copied(value, DEPTH, (name, member) => name === "log" || (name === "breaker" && isKept(member)));
}

function copied(value: unknown, depth: number, isKept?: (name: string, member: unknown) => boolean): unknown {
  if (depth === 0) return value;
  if (Array.isArray(value)) return value.map((member) => copied(member, depth - 1));
  if (!isPlain(value)) return value;
  const entries = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, isKept?.(name, member) ? member : copied(member, depth - 1)]));
}

/** Is it an object of no class? By its place in the chain of prototypes, since a sandbox has an Object of its own. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
