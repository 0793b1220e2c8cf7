// The entry: fetchWithRetry and createFetch.
//
// Nine calls in ten succeed at once, and a Rust future costs ten times what the rest of such a call does. So what the core
// would say to a first attempt is asked once for each policy and kept with it as a lane; the core and its future come in
// with the first failure, and are told when the call began.
import { attempt } from "./attempt.js";
import { adopt, handleOf } from "./policy.js";
import { remember } from "./report.js";
import { initNow, inputNow, needsCare, survey } from "./request.js";

// What became of the first attempt before the core comes in.
const UNSENT = 0;
const ANSWERED = 1;
const FAILED = 2;

const NO_LANE = null;
const lanesByName = new Map();
const lanesOfPolicies = new WeakMap();

let core;
let wake;

/** The core hands over its two functions and one policy as it starts. */
export function connect(lane, drive, policy) {
  adopt(policy);
  core = { lane, drive };
}

/** What starts the core, where the package's loader waits for the first use. */
export function beforeFirstUse(start) {
  wake = start;
}

/** What a first attempt has to know of its policy. `dated`: a deadline counts the time a machine sleeps, so the wall clock matters. */
export function newLane(limit, dated, transport) {
  return { limit, dated, transport };
}

export function fetchWithRetry(input, policy, init) {
  try {
    return begin(inputNow(input), policy, initNow(init));
  } catch (error) {
    return Promise.reject(error);
  }
}

function begin(input, policy, init) {
  const lane = laneOf(policy);
  if (lane === NO_LANE || needsCare(survey(input, init))) return core.drive(policy, input, init, 0, 0, undefined, UNSENT);
  const began = performance.now();
  const wall = lane.dated ? Date.now() : Number.NaN;
  return attempt(
    lane.transport,
    input,
    init,
    lane.limit,
    false,
    (response) => {
      if (response?.status >= 400) return core.drive(policy, input, init, began, wall, response, ANSWERED);
      remember(response, performance.now() - began);
      return response;
    },
    (error) => core.drive(policy, input, init, began, wall, error, FAILED),
  );
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

/** A fetch with a policy built in: `own`, a RetryPolicy. */
export function fetchWith(own) {
  return (input, init) => {
    try {
      const { retry, ...rest } = initNow(init) ?? {};
      return fetchWithRetry(input, changed(own, retry), init && rest);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

// A whole policy stands in for the built-in one; options change it. Other clients pass a number of retries of their own here.
function changed(own, retry) {
  if (retry === undefined || typeof retry === "number" || typeof retry === "boolean") return own;
  return typeof retry === "string" || handleOf(retry) > 0 ? retry : own.with(retry);
}
