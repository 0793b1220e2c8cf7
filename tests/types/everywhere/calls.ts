// Every function, called in every way it may be, and what it gives.
import { expectTypeOf } from "expect-type";
import {
  type AttemptContext,
  createFetch,
  fetchWithRetry,
  type KeepAlive,
  keepAlive,
  parseRetryAfter,
  preload,
  type RetryFetch,
  RetryPolicy,
  type RetryRequestInit,
  retry,
} from "holdfast-fetch";

const address = "https://api.example.com/orders";
const policy = new RetryPolicy("fleet");
declare const request: Request;
declare const signal: AbortSignal;

// An address or a request, a policy in each of its forms, and what belongs to the request.
expectTypeOf(fetchWithRetry(address)).resolves.toEqualTypeOf<Response>();
expectTypeOf(fetchWithRetry(new URL(address), "copyleaks")).resolves.toEqualTypeOf<Response>();
expectTypeOf(fetchWithRetry(request, { preset: "zDirect", retries: 5 })).resolves.toEqualTypeOf<Response>();
expectTypeOf(fetchWithRetry(address, policy, { method: "POST", body: "{}", signal })).resolves.toEqualTypeOf<Response>();
fetchWithRetry(address, undefined, { headers: { accept: "application/json" } });
fetchWithRetry(address, {}, { headers: [["accept", "application/json"]] });
fetchWithRetry(address, {}, { headers: new Headers() });
fetchWithRetry(address, {}, { body: null });
fetchWithRetry(address, {}, { body: new Uint8Array(3) });
fetchWithRetry(address, {}, { body: new URLSearchParams({ q: "1" }) });
fetchWithRetry(address, {}, { body: new FormData() });

// What fetch takes second is taken here, and bodies that are made anew.
declare const init: RequestInit;
fetchWithRetry(address, {}, init);
createFetch()(address, init);
const remade: RetryRequestInit = { method: "PUT", body: () => new ReadableStream() };
fetchWithRetry(address, {}, remade);
fetchWithRetry(address, {}, { body: async () => "later" });

// createFetch stands in for fetch, and takes a policy for one request.
const send: typeof fetch = createFetch("statusCodes");
send(address, { method: "DELETE" });
expectTypeOf(createFetch()).toEqualTypeOf<RetryFetch>();
expectTypeOf(createFetch(policy)(address, { retry: { retries: 1 } })).resolves.toEqualTypeOf<Response>();
createFetch()(address, { retry: "fleet", method: "POST", body: () => "again" });
createFetch()(address, { retry: policy });

// retry gives what its operation gives, promised or not.
expectTypeOf(retry(() => 7)).resolves.toEqualTypeOf<number>();
expectTypeOf(retry(async () => ({ token: "x" }), { retries: 5 })).resolves.toEqualTypeOf<{ token: string }>();
expectTypeOf(retry<void>(() => undefined)).resolves.toEqualTypeOf<void>();
retry(
  (attempt) => {
    expectTypeOf(attempt).toExtend<AttemptContext>();
    expectTypeOf(attempt.signal).toEqualTypeOf<AbortSignal>();
    return fetch(address, { signal: attempt.signal });
  },
  "livePerson",
  { signal },
);
declare const perhaps: AbortSignal | undefined;
retry(() => 7, policy, { signal: perhaps });

// keepAlive beats to an address, or calls a function.
expectTypeOf(keepAlive(address, { interval: "30s" })).toEqualTypeOf<KeepAlive>();
const session = keepAlive(new URL(address), {
  interval: "chatAgentApi.refresh",
  jitter: 0.2,
  policy: { retries: 1 },
  init: { method: "POST", body: () => "beat" },
  hidden: "pause",
  immediately: true,
  signal: perhaps,
  onEvent: async (event) => {
    if (event.type === "beat") await event.response?.text();
  },
});
keepAlive((signal) => fetch(address, { signal }), { interval: 60_000 });
session.stop();
expectTypeOf(session.state).toEqualTypeOf<"waiting" | "beating" | "paused" | "stopped">();
expectTypeOf(session.beats).toBeNumber();
export async function scope(): Promise<void> {
  await using _held = keepAlive(address, { interval: "1m" });
}

// What a header may be is what parseRetryAfter takes.
declare const headers: Headers;
expectTypeOf(parseRetryAfter(headers.get("retry-after"))).toEqualTypeOf<number | null>();
parseRetryAfter("120", Date.now());
expectTypeOf(preload()).resolves.toEqualTypeOf<void>();
