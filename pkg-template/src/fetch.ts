// The entry: fetchWithRetry, createFetch and retry.

import type { OperationContext } from "./ask.js";
import { call } from "./call.js";
import { policyError } from "./errors.js";
import { GROUPS } from "./generated/options-table.js";
import { isArrival, tie } from "./global-fetch.js";
import { newShelf, type Shelf } from "./literals.js";
import { type Bound, boundOf, derive, resolve } from "./policy.js";
import type { PolicyInput } from "./policy-input.js";
import { type FetchInput, ofOperation, type RetryRequestInit, readRequest, spreadable } from "./request.js";

/**
 * What {@link createFetch} returns.
 *
 * @category Calls
 */
export type RetryFetch = (input: FetchInput, init?: RetryFetchInit) => Promise<Response>;

/**
 * What a {@link RetryFetch} takes second.
 *
 * @category Calls
 */
export interface RetryFetchInit extends RetryRequestInit {
  /**
   * For this call only: options over the built-in policy, sharing what it shares, or another policy in its place. A number or boolean is
   * some other client's option of that name, and means nothing here.
   */
  retry?: PolicyInput;
}

/**
 * `fetch`, retried as the policy says.
 *
 * Resolves with the last response, as `fetch` would: `ok` may be false. With `throwOnStatus`, a final status of 400 or more rejects instead.
 *
 * `init.body` may be a function that makes a new body for each attempt: so streams can be sent again.
 *
 * @example
 * ```ts
 * const response = await fetchWithRetry("https://api.example.com/orders", { retries: 5, deadline: "30s" });
 * if (!response.ok) console.log(response.status, reportOf(response)?.reason);
 * ```
 * @throws
 * - {@link RetryError} when no response came, or none that may be returned (`throwOnStatus`; a deadline that passed during a wait while the tab was frozen)
 * - `signal.reason` itself when the caller aborts
 * - `TypeError` on a bad policy, before anything is sent: see {@link RetryPolicy}
 * @category Calls
 */
export function fetchWithRetry(input: FetchInput, policy?: PolicyInput, init?: RetryRequestInit): Promise<Response> {
  try {
    checkOptions(init, "fetchWithRetry: init", "what fetch takes");
    return send(resolve(policy), input, init);
  } catch (error) {
    return Promise.reject(error);
  }
}

// Nobody would heed there what belongs into the policy.
function checkOptions(given: unknown, place: string, takes: string): void {
  if (given === undefined || given === null) return;
  const wrong = Object(given) !== given ? "not an object" : "aborted" in (given as object) && "an AbortSignal";
  if (wrong) throw policyError(`${place} is ${wrong}; allowed: { signal }`, "signal", "{ signal }");
  const isOption = (name: string) => name === "retry" || GROUPS[0]?.some(([option]) => option === name);
  const isMisplaced = (name: string) => isOption(name) && (given as Record<string, unknown>)[name] !== undefined;
  const option = boundOf(given) ? "policy" : Object.keys(given).find(isMisplaced);
  if (option === undefined) return;
  const [is, belong] = option === "policy" ? ["is a RetryPolicy", "a policy is"] : [`has ${option}`, "options of the policy are"];
  const allowed = `${takes}; ${belong} the second argument`;
  throw policyError(`${place} ${is}; allowed: ${allowed}`, option, allowed);
}

function send(bound: Bound, input: unknown, init: unknown): Promise<Response> {
  return call(bound, readRequest(input, init, bound.marking?.header)) as Promise<Response>;
}

/**
 * A `fetch` with a policy built in, for wherever one is asked for. It resolves and rejects as {@link fetchWithRetry} does.
 *
 * It may replace the platform's: `globalThis.fetch = createFetch()` sends by the `fetch` that was there. What wraps it later, as spies
 * and tracing do, wraps each attempt as well, and retries in one layer.
 *
 * @example
 * ```ts
 * const fetch = createFetch({ deadline: "30s", idempotencyKey: true });
 * const response = await fetch("https://api.example.com/orders", { method: "POST", body: JSON.stringify({ item: 7 }) });
 * const patient = await fetch("https://api.example.com/report", { retry: { deadline: "5m" } });
 * ```
 * @throws `TypeError` on a bad policy, at once: see {@link RetryPolicy}
 * @category Calls
 */
export function createFetch(policy?: PolicyInput): RetryFetch {
  const own = resolve(policy);
  // What those changes share that name what is shared.
  const shelf = newShelf();
  const hasTransport = own.transport !== undefined;
  const made = {
    // It may stand wherever a fetch is asked for: by this name, and with one argument that it needs.
    fetch(input: FetchInput, ...[init]: [RetryFetchInit?]): Promise<Response> {
      try {
        const { retry, ...rest } = spreadable(init) ?? {};
        const given = init ? (rest as RetryRequestInit) : undefined;
        if (!hasTransport && isArrival(signalOf(input, given), () => arriving(input, given)))
          return beneath(input, given as RequestInit);
        return send(changed(own, retry, shelf), input, given);
      } catch (error) {
        return Promise.reject(error);
      }
    },
  }.fetch;
  const beneath = hasTransport ? fetch : tie(made);
  return made;
}

function signalOf(input: FetchInput, init: RetryRequestInit | undefined): AbortSignal | undefined {
  return init?.signal ?? (typeof input === "object" ? ((input as Request).signal ?? undefined) : undefined);
}

function arriving(input: FetchInput, init: RetryRequestInit | undefined): { method: string; address: string } {
  const { method, url } = (typeof input === "object" ? input : {}) as Partial<Request>;
  return { method: init?.method ?? method ?? "GET", address: url ?? String(input) };
}

// A whole policy stands in for the built-in one; options change it. Other clients pass a number of retries of their own here.
function changed(own: Bound, retry: unknown, shelf: Shelf): Bound {
  if (retry === undefined || typeof retry === "number" || typeof retry === "boolean") return own;
  const whole = typeof retry === "string" ? resolve(retry) : boundOf(retry);
  return whole ?? derive(own, retry, shelf);
}

/**
 * Retries any operation that returns a promise or a value.
 *
 * The policy applies as to a request that may be repeated. A response that the operation returns is judged like one of `fetch`, and so is an
 * error, or its cause, that speaks of a status, and of headers, as those of octokit, axios, got, ky, gaxios, Stripe, OpenAI and AWS do. Of
 * what it throws, a `TypeError` that is not the network's is not retried; JSON that ends too early is, since the answer broke.
 *
 * @example
 * ```ts
 * const controller = new AbortController();
 * const order = await retry(({ signal }) => client.load(7, { signal }), { retries: 4 }, { signal: controller.signal });
 * ```
 * @throws as {@link fetchWithRetry}
 * @category Calls
 */
export function retry<T>(
  operation: (context: OperationContext) => T | PromiseLike<T>,
  policy?: PolicyInput,
  options?: { signal?: AbortSignal | undefined },
): Promise<T> {
  try {
    if (typeof operation !== "function") throw new TypeError("retry: the operation must be a function, such as () => fetch(url)");
    checkOptions(options, "retry: options", "signal");
    return call(resolve(policy), ofOperation(operation, options?.signal)) as Promise<T>;
  } catch (error) {
    return Promise.reject(error);
  }
}
