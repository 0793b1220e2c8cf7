// What is wrong is refused, in the line that is wrong.
import { CircuitBreaker, createFetch, fetchWithRetry, keepAlive, RetryError, RetryPolicy, retry } from "holdfast-fetch";

// @ts-expect-error: no such preset
fetchWithRetry("/", "Standard");
// @ts-expect-error: no such preset
createFetch("livePersn");
// @ts-expect-error: what belongs to the request goes third
fetchWithRetry("/", { method: "POST" });
// @ts-expect-error: the same for one that has a name
fetchWithRetry("/", {} as { method: string; body: string });
// @ts-expect-error: a policy is not a number of retries
fetchWithRetry("/", 3);
// @ts-expect-error: what belongs to the policy goes second
fetchWithRetry("/", {}, { retries: 3 });
// @ts-expect-error: fetchWithRetry has its policy in its own place
fetchWithRetry("/", {}, { retry: { retries: 3 } });
// @ts-expect-error: other clients' word for it
createFetch()("/", { retry: 3 });
// @ts-expect-error: an operation is a function
retry(fetch("/"));
// @ts-expect-error: it needs an interval
keepAlive("/", {});
// @ts-expect-error: no such interval
keepAlive("/", { interval: "chatAgentApi.getClock" });
// @ts-expect-error: a request cannot be sent again and again
keepAlive(new Request("https://api.example.com"), { interval: "30s" });
// @ts-expect-error: only this package makes them
new RetryError();
// @ts-expect-error: changes are options, not another preset's name
new RetryPolicy().with("fleet");

export const wrong = new RetryPolicy({
  // @ts-expect-error: misspelt
  retires: 3,
});

export const policy = new RetryPolicy({
  // @ts-expect-error
  preset: "Standard",
  // @ts-expect-error
  retries: "3",
  // @ts-expect-error
  backoff: "exponential",
  // @ts-expect-error
  jitter: { downward: 0.1 },
  // @ts-expect-error
  tiers: [{ backoff: { base: "1m" } }],
  // @ts-expect-error
  statuses: ["503"],
  // @ts-expect-error
  networkErrors: "yes",
  // @ts-expect-error
  timeouts: "always",
  // @ts-expect-error
  idempotent: "yes",
  // @ts-expect-error
  unprocessed: 429,
  // @ts-expect-error
  idempotencyKey: 7,
  // @ts-expect-error
  retryAfter: "30s",
  // @ts-expect-error
  attemptTimeout: true,
  // @ts-expect-error
  deadline: "5 minutes",
  // @ts-expect-error
  shouldRetry: () => "soon",
  // @ts-expect-error
  statusOf: () => "503",
  // @ts-expect-error
  budget: true,
  // @ts-expect-error
  breaker: "on",
  // @ts-expect-error
  throttle: 2,
  // @ts-expect-error
  fallback: "memory",
  // @ts-expect-error
  refresh: () => 7,
  // @ts-expect-error
  until: "ready",
  // @ts-expect-error
  throwOnStatus: 400,
  // @ts-expect-error
  onEvent: (event: number) => event,
  // @ts-expect-error
  log: console.log,
  // @ts-expect-error
  fetch: () => new Response(),
  // @ts-expect-error
  random: () => "0.5",
  // @ts-expect-error
  now: new Date(),
});

export const inside = new RetryPolicy({
  backoff: {
    base: "1s",
    // @ts-expect-error
    type: "quadratic",
    // @ts-expect-error
    cap: "1min",
  },
  tiers: [
    {
      retries: 1,
      // @ts-expect-error
      jitter: "some",
    },
  ],
  statuses: {
    include: ["5xx"],
    // @ts-expect-error
    exclude: [501],
  },
  idempotencyKey: {
    // @ts-expect-error
    format: "quote",
  },
  retryAfter: {
    // @ts-expect-error
    max: "1m",
  },
  breaker: {
    // @ts-expect-error: only a CircuitBreaker has a clock of its own
    now: Date.now,
  },
  until: {
    // @ts-expect-error
    status: 404,
  },
});

export const shared = new RetryPolicy({
  breaker: {
    // @ts-expect-error: a key is a text
    key: () => 7,
  },
});

export const breaker = new CircuitBreaker({
  window: "30s",
  // @ts-expect-error
  failureRate: "50%",
  // @ts-expect-error
  key: "host",
});
// @ts-expect-error: options, not true
new CircuitBreaker(true);
