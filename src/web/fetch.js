// The entry: fetchWithRetry, createFetch and retry.
//
// Nine calls in ten succeed at once, and a Rust future costs ten times what the rest of such a call does. So what the core
// would say to a first attempt is asked once for each policy and kept with it as a lane; the core and its future come in
// with the first failure, and are told when the call began.
import { attempt, BENEATH, FIRST, GLOBAL, platformFetch, release } from "./attempt.js";
import { isWatched } from "./channel.js";
import { RetryError } from "./error.js";
import { Origins } from "./origin.js";
import { adopt, contentOf, handleOf } from "./policy.js";
import { remember } from "./report.js";
import { initNow, inputNow, isRead, needsCare, signalOf, survey } from "./request.js";

// What became of the first attempt before the core comes in.
const UNSENT = 0;
const ANSWERED = 1;
const FAILED = 2;

// The time limit of an attempt in the default policy.
const STANDARD_LIMIT = 30_000;

const NO_LANE = null;
const MOST_DERIVED = 100;
const lanesByName = new Map();
const lanesOfPolicies = new WeakMap();

let core;
let wasm;
let wake;
let isFirst = true;

/**
 * The core hands over its functions as it starts, the module's own exports, which take and give numbers without any glue,
 * and one object of each class.
 */
export function connect(lane, seat, drive, exports, policy, breaker) {
  adopt(policy, breaker);
  core = { lane, seat, drive };
  wasm = exports;
}

/** What starts the core, where the package's loader waits for the first use. */
export function beforeFirstUse(start) {
  wake = start;
}

/**
 * What a first attempt has to know of its policy. `dated`: a deadline counts the time a machine sleeps, so the wall clock
 * matters. `shares`: there is something that calls to one origin share; `breaks`: among it a circuit.
 */
export function newLane(limit, dated, transport, shares, breaks) {
  return { limit, dated, transport, breaks, origins: shares ? new Origins() : undefined };
}

export function fetchWithRetry(input, policy, init) {
  try {
    return begin(inputNow(input), policy, initNow(init));
  } catch (error) {
    return Promise.reject(error);
  }
}

function begin(input, policy, init) {
  const isPlain = !isWatched() && !needsCare(survey(input, init));
  if (isFirst && core === undefined && policy === undefined && isPlain && isRead(input, init)) return beginAhead(input, init);
  const lane = laneOf(policy);
  if (lane === NO_LANE || !isPlain) return drive(policy, input, init);
  const began = performance.now();
  const wall = lane.dated ? Date.now() : Number.NaN;
  const seat = seatOf(lane, policy, input);
  const permit = lane.breaks ? wasm.holdfast_enter(seat, began) : 0;
  // The circuit is not closed, or its place here was given up.
  if (permit < 0) {
    lane.origins.forget();
    return drive(policy, input, init);
  }
  return attempt(
    lane.transport,
    input,
    init,
    lane.limit,
    false,
    FIRST,
    (response) => {
      if (response?.status >= 400) return drive(policy, input, init, began, wall, response, ANSWERED, permit);
      const elapsed = performance.now() - began;
      if (seat > 0 && !wasm.holdfast_leave(seat, permit, began, elapsed)) lane.origins.forget();
      remember(response, elapsed);
      return response;
    },
    (error) => drive(policy, input, init, began, wall, error, FAILED, permit),
  );
}

// The first request of all does not wait for the core, which starts while the request is under way. If it cannot, the call
// fails, and so only a request without an effect is sent ahead.
function beginAhead(input, init) {
  isFirst = false;
  const began = performance.now();
  const wall = Date.now();
  let broken;
  const call = attempt(
    undefined,
    input,
    init,
    STANDARD_LIMIT,
    false,
    FIRST,
    (response) => {
      if (broken) {
        release(response);
        throw broken.error;
      }
      if (response?.status >= 400) return drive(undefined, input, init, began, wall, response, ANSWERED);
      const elapsed = performance.now() - began;
      wasm.holdfast_leave(seatOf(laneOf(undefined), undefined, input), 0, began, elapsed);
      remember(response, elapsed);
      return response;
    },
    (error) => {
      if (broken) throw signalOf(input, init)?.aborted ? error : broken.error;
      return drive(undefined, input, init, began, wall, error, FAILED);
    },
  );
  try {
    laneOf(undefined);
  } catch (error) {
    broken = { error };
  }
  return call;
}

function seatOf({ origins }, policy, input) {
  return origins === undefined ? 0 : origins.find(input, (origin) => core.seat(policy, origin));
}

function drive(policy, input, init, began = 0, wall = 0, outcome = undefined, state = UNSENT, permit = 0) {
  if (core === undefined) wake();
  return traced(core.drive(policy, input, init, began, wall, outcome, state, permit));
}

// Errors are made in the core, whose stack says nothing, and whose promises know no caller. An async function's promise does: the
// lines of all who wait for it are found when they are asked for, and cost nothing before. It has one argument, since it keeps
// room for all that it might call while it waits.
async function traced(call) {
  try {
    return await call;
  } catch (error) {
    if (error instanceof RetryError || error?.allowed) Error.captureStackTrace?.(error, traced);
    throw error;
  }
}

function laneOf(policy) {
  if (core === undefined) wake();
  const isObject = typeof policy === "object" && policy !== null;
  const lanes = isObject ? lanesOfPolicies : lanesByName;
  let lane = lanes.get(policy);
  if (lane === undefined) {
    // Plain options may be changed between two calls.
    if (isObject && handleOf(policy) === 0) return NO_LANE;
    lane = core.lane(policy) ?? NO_LANE;
    lanes.set(policy, lane);
  }
  return lane;
}

/**
 * A fetch with a policy built in: `own`, a RetryPolicy, which may have a transport of its own. Without, an attempt that comes to
 * it by globalThis.fetch, where others have wrapped it, is sent and not retried once more.
 */
export function fetchWith(own, hasTransport) {
  const derived = new Map();
  const beneath = platformFetch();
  const made = (input, init) => {
    try {
      const { retry, ...rest } = initNow(init) ?? {};
      if (!hasTransport && signalOf(input, init)?.[GLOBAL]) return beneath(input, rest);
      return fetchWithRetry(input, changed(own, retry, derived), init && rest);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  return hasTransport ? made : Object.defineProperty(made, BENEATH, { value: { over: made, beneath } });
}

// A whole policy stands in for the built-in one; options change it. Other clients pass a number of retries of their own here.
// The same changes make the same policy, which shares with itself; not where there are functions, which no text tells apart.
function changed(own, retry, derived) {
  if (retry === undefined || typeof retry === "number" || typeof retry === "boolean") return own;
  if (typeof retry === "string" || handleOf(retry) > 0) return retry;
  const content = contentOf(retry);
  if (content === undefined || content.includes("null")) return own.with(retry);
  let policy = derived.get(content);
  if (policy === undefined) {
    policy = own.with(retry);
    if (derived.size >= MOST_DERIVED) derived.clear();
    derived.set(content, policy);
  }
  return policy;
}

/** Retries any operation. */
export function retry(operation, policy, options) {
  try {
    if (typeof operation !== "function") throw new TypeError("retry: the operation must be a function, such as () => fetch(url)");
    const signal = options?.signal;
    return drive(policy, operation, signal === undefined ? undefined : initNow({ signal }));
  } catch (error) {
    return Promise.reject(error);
  }
}
