// Who is measured. Each is one export of a module in peers/, configured as its readme shows, to retry the same failures.

/** Nothing bounds the time of a call. */
export const unlimited = [
  { name: "bare fetch", module: "bare", variant: "plain", role: "bare" },
  { name: "holdfast: retry", module: "holdfast", variant: "unlimited", role: "own" },
  { name: "holdfast: retry + breaker + budget", module: "holdfast", variant: "sharing", role: "own" },
  { name: "fetch-retry", module: "fetch-retry", variant: "plain", role: "peer" },
  { name: "cockatiel: retry", module: "cockatiel", variant: "plain", role: "peer" },
  { name: "cockatiel: retry + breaker", module: "cockatiel", variant: "withBreaker", role: "peer" },
  { name: "ky without timeout", module: "ky", variant: "unlimited", role: "peer" },
];

/** Each attempt or the whole call has a time limit. */
export const limited = [
  { name: "holdfast: standard", module: "holdfast", variant: "standard", role: "own" },
  { name: "holdfast: createFetch", module: "holdfast", variant: "created", role: "own" },
  { name: "fetch-retry + AbortSignal.timeout", module: "fetch-retry", variant: "limited", role: "peer" },
  { name: "cockatiel: retry + breaker + timeout", module: "cockatiel", variant: "limited", role: "peer" },
  { name: "ky", module: "ky", variant: "plain", role: "peer" },
].map((subject) => ({ ...subject, limited: true }));

export const PACKAGES = ["holdfast-fetch", "fetch-retry", "cockatiel", "ky", "ofetch"];
