// Every option in every form, and what a RetryPolicy says.
import { expectTypeOf } from "expect-type";
import {
  type BackoffOptions,
  CircuitBreaker,
  type Duration,
  type Jitter,
  type Outcome,
  type PolicyInput,
  type PolicyOptions,
  type PresetName,
  RetryPolicy,
  type Tier,
} from "holdfast-fetch";

export const everything: Required<PolicyOptions> = {
  preset: "livePerson",
  retries: 3,
  backoff: { type: "exponential", base: "500ms", factor: 2, cap: 20_000 },
  jitter: "decorrelated",
  tiers: [{ retries: 3, backoff: { list: ["2m", "4m", "8m"] }, jitter: { upward: 0.1 } }, { retries: 1 }],
  statuses: { include: [429, "5xx"], except: [501] },
  networkErrors: true,
  timeouts: "vouched",
  idempotent: "auto",
  unprocessed: [425, 429],
  idempotencyKey: { key: () => "k", header: "X-Key", format: "quoted", methods: ["POST"], horizon: false },
  retryAfter: { cap: "1m", jitter: "none", headers: ["ratelimit"], dateHeader: false },
  attemptTimeout: "5s",
  deadline: 60_000,
  shouldRetry: () => undefined,
  statusOf: () => undefined,
  budget: { ratio: 0.1, initial: [0, 1], cap: 10 },
  breaker: {
    failureRate: false,
    slowRate: 0.5,
    slowCall: "2s",
    consecutive: 5,
    window: "1m",
    minimum: 20,
    open: "30s",
    probes: 2,
    key: "policy",
  },
  throttle: { k: 2, window: "2m", cap: 0.9 },
  fallback: { cache: "answers", maxAge: "1d" },
  refresh: async () => ({ authorization: "Bearer x" }),
  until: { not: [404, 409], done: (response) => response.ok, backoff: { base: "1s" }, jitter: { proportional: 0.25 } },
  throwOnStatus: true,
  onEvent: () => {},
  log: console,
  fetch: (input, init) => fetch(input, init),
  random: Math.random,
  now: Date.now,
  unref: true,
};

// The other forms.
export const forms: PolicyOptions[] = [
  { backoff: (retry, { attempt, elapsed }) => (retry * attempt * elapsed > 9 ? "10s" : 500) },
  { backoff: { type: "linear", base: 0, step: "1s" } },
  { backoff: { type: "constant", base: "1.5s" } },
  { backoff: { type: "fibonacci", base: "1s", cap: "1m" } },
  { jitter: { add: ["1s", 10_000] } },
  { statuses: [408, "5xx"], timeouts: true, idempotent: true },
  { timeouts: false, idempotent: false, unprocessed: [] },
  { idempotencyKey: true },
  { idempotencyKey: "order-7" },
  { idempotencyKey: () => "order-7" },
  { retryAfter: false, attemptTimeout: false, deadline: false, budget: false, breaker: false, throttle: false, fallback: false },
  { breaker: true, throttle: true, fallback: "cache", refresh: false, until: false, log: false },
  { breaker: new CircuitBreaker({ now: Date.now }) },
  { breaker: { key: (url) => new URL(url).pathname, open: { type: "exponential", base: "5s" } } },
  { budget: { initial: 0.5 } },
  {
    fallback: ({ reason, response, error, attempts, probeIn }) =>
      new Response([reason, response, error, attempts.length, probeIn].join()),
  },
  { fallback: async () => undefined },
  { refresh: () => new Headers() },
  { refresh: (response) => (response.status === 403 ? false : [["authorization", "x"]]) },
  { refresh: async () => undefined },
  { until: "found" },
  { until: "done" },
  { until: async (response) => response.status === 200 },
  { until: { not: 404 } },
  { log: { debug() {}, info() {}, warn() {}, error() {} } },
  { fetch: async (_input, _init, attempt) => new Response(`${attempt?.attempt}`) },
  { fetch },
];

// shouldRetry answers at once or later, with a word, a wait, or nothing.
export const answers: PolicyOptions["shouldRetry"][] = [
  () => true,
  () => "5s",
  () => 250,
  () => {},
  async () => false,
  async ({ attempt }) => (attempt > 2 ? undefined : "1s"),
  (outcome) => {
    expectTypeOf(outcome).toEqualTypeOf<Outcome>();
    expectTypeOf(outcome.error).toBeUnknown();
    return outcome.wouldRetry && outcome.response?.headers.get("x-retry") !== "no";
  },
  () => null,
  () => -1,
  () => ({ retry: true }),
  () => ({ retry: true, delay: "2s" }),
  async () => ({ retry: false }),
];

// statusOf says a status, or nothing, at once or later.
export const meanings: PolicyOptions["statusOf"][] = [
  () => 503,
  () => undefined,
  () => null,
  () => {},
  (response) => (response.ok ? undefined : 404),
  async (response) => (((await response.clone().json()) as { errors?: unknown }).errors ? 503 : undefined),
];

// A policy that is written once, as a constant or as a value of its own, is a policy.
export const constant = { preset: "fleet", statuses: [429, "5xx"], tiers: [{ retries: 2, backoff: { list: ["1m"] } }] } as const;
export const checked = { retries: 2, jitter: { add: [0, "1s"] } } satisfies PolicyOptions;
export const inputs: PolicyInput[] = ["standard", constant, checked, {}, new RetryPolicy(constant), new RetryPolicy("fleet")];

const policy = new RetryPolicy();
expectTypeOf(policy.with({ retries: 5 })).toEqualTypeOf<RetryPolicy>();
expectTypeOf(policy.with(checked).with({ deadline: false }).explain()).toBeString();
expectTypeOf(policy.toJSON()).toEqualTypeOf<PolicyOptions>();
expectTypeOf(policy.delays()).toEqualTypeOf<number[]>();
policy.delays({ random: () => 0.5 });
expectTypeOf(policy.budgets()).toEqualTypeOf<{ key: string; credit: number; earned: number }[]>();
expectTypeOf(policy.breaker).toEqualTypeOf<CircuitBreaker | undefined>();
expectTypeOf(new RetryPolicy(policy)).toEqualTypeOf<RetryPolicy>();
expectTypeOf(new RetryPolicy(policy.toJSON())).toEqualTypeOf<RetryPolicy>();

// The parts have names.
export const parts: [Duration, BackoffOptions, Jitter, Tier, PresetName] = ["1.5m", {}, "full", { retries: 1 }, "standard"];
