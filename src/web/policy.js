/** The number by which the core knows a RetryPolicy; 0 for anything else. */
export function handleOf(policy) {
  return (typeof policy === "object" && policy?.__holdfast) || 0;
}

/** What was written before, and changes to it. Accessors run once, here. */
export function merged(written, changes) {
  return { ...written, ...changes };
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
  if (typeof key === "string" && key !== "") return key;
  throw new TypeError("idempotencyKey: the function must return a text");
}
