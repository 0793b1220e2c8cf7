/** The number by which the core knows a RetryPolicy; 0 for anything else. */
export function handleOf(policy) {
  return (typeof policy === "object" && policy?.__holdfast) || 0;
}

/** Plain data in the form the core reads. Accessors run once, here. */
export function merged(written, changes) {
  return { ...written, ...changes };
}
