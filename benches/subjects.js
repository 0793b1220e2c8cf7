// Who is measured. Each is one export of a module in peers/, configured as its readme shows, to retry the same failures.

export const BARE = { name: "bare fetch", module: "bare", variant: "plain", role: "bare" };

const OWN = {
  retry: { name: "holdfast: retry", module: "holdfast", variant: "unlimited", role: "own" },
  sharing: { name: "holdfast: retry + breaker + budget", module: "holdfast", variant: "sharing", role: "own" },
  bounded: { name: "holdfast: retry, time limits", module: "holdfast", variant: "bounded", role: "own", limited: true },
  standard: { name: "holdfast: standard", module: "holdfast", variant: "standard", role: "own", limited: true },
  created: { name: "holdfast: createFetch", module: "holdfast", variant: "created", role: "own", limited: true },
};

const PEERS = {
  fetchRetry: { name: "fetch-retry", module: "fetch-retry", variant: "plain", role: "peer" },
  fetchRetryLimited: {
    name: "fetch-retry + AbortSignal.timeout",
    module: "fetch-retry",
    variant: "limited",
    role: "peer",
    limited: true,
  },
  cockatiel: { name: "cockatiel: retry", module: "cockatiel", variant: "plain", role: "peer" },
  cockatielBreaker: { name: "cockatiel: retry + breaker", module: "cockatiel", variant: "withBreaker", role: "peer" },
  cockatielLimited: {
    name: "cockatiel: retry + breaker + timeout",
    module: "cockatiel",
    variant: "limited",
    role: "peer",
    limited: true,
  },
  ky: { name: "ky", module: "ky", variant: "plain", role: "peer", limited: true },
  kyUnlimited: { name: "ky without timeout", module: "ky", variant: "unlimited", role: "peer" },
};

/** Those that do the same stand in one table. `against`: whom the others' ratios are to. */
export const UNLIMITED = {
  title: "No time limit",
  against: PEERS.fetchRetry.name,
  subjects: [OWN.retry, PEERS.fetchRetry, PEERS.cockatiel, PEERS.kyUnlimited],
};
export const BREAKING = {
  title: "With a breaker (holdfast-fetch with a retry budget too)",
  against: PEERS.cockatielBreaker.name,
  subjects: [OWN.sharing, PEERS.cockatielBreaker],
};
export const LIMITED = {
  title: "With a time limit",
  against: PEERS.fetchRetryLimited.name,
  subjects: [OWN.bounded, OWN.standard, OWN.created, PEERS.fetchRetryLimited, PEERS.cockatielLimited, PEERS.ky],
};

/** Where many calls fail at once: breakers would open, and a budget lets few of them be retried. */
export const WAITING_LIMITED = {
  title: "With a time limit",
  against: PEERS.fetchRetryLimited.name,
  subjects: [OWN.bounded, PEERS.fetchRetryLimited, PEERS.ky],
};

/** What each does with a signal of the caller's. */
export const ON_SIGNAL = [
  BARE,
  OWN.retry,
  OWN.standard,
  PEERS.fetchRetry,
  { ...PEERS.fetchRetryLimited, name: "fetch-retry + AbortSignal.any of a timeout" },
  PEERS.cockatielLimited,
];

export const PACKAGES = [
  "holdfast-fetch",
  "fetch-retry",
  "cockatiel",
  "ky",
  "ofetch",
  "eventsource",
  "@microsoft/fetch-event-source",
];
