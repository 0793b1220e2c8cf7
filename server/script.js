// What a script may say. Pure: text or JSON in; a checked script, or a sentence about the first fault in it, out.
import { splitSteps, stepFromCompact } from "./compact.js";
import { CODINGS, CUTS, FRAMINGS, isDelivered } from "./delivery.js";
import { asGiven, boolean, headerMap, integer, oneOf, record, ScriptError, wrong } from "./fields.js";
import { DATE_FORMS } from "./http-date.js";
import { RANGES } from "./ranges.js";

/** The faults, and what a step gets when it names one and leaves something out. */
export const FAULTS = {
  hang: {},
  reset: {},
  "reset-after-headers": {},
  truncate: {},
  drop: { effect: true },
  slow: { bytes: 8, every: 50 },
  endless: { status: 503, bytes: 64, every: 100 },
};

/** HTTP gives answers with these statuses no body. */
export const NO_BODY = [204, 205, 304];

const FAULT_NAMES = Object.keys(FAULTS);
const NEEDS_A_BODY = ["reset-after-headers", "truncate", "slow", "endless"];
const SENDS_PIECES = ["slow", "endless"];
const MAX_STEPS = 1000;
const MAX_WAIT_MS = 600_000;
const TEN_YEARS_S = 315_360_000;
const MAX_OBJECT = 256 * 2 ** 20;
const MAX_EVENTS = 100_000;
const MAX_ROOM = 1_000;

/** What a step needs that says something of its body. */
const NEEDS = {
  tag: ["object"],
  modified: ["object"],
  ranges: ["object"],
  commentEvery: ["sse"],
  how: ["cut"],
  h2: ["cut"],
};
/** A body is one of these. */
const BODIES = ["body", "object", "sse", "redirect"];

const readRetryAfter = record({ form: oneOf(["seconds", ...DATE_FORMS]), seconds: asGiven }, ["seconds"]);

const readStep = record({
  status: integer(200, 599),
  headers: headerMap,
  body: asGiven,
  retryAfter,
  retryAfterMs: integer(0, TEN_YEARS_S * 1000),
  rateLimit: record({ remaining: integer(0, 1e9), reset: integer(0, TEN_YEARS_S) }, ["remaining", "reset"]),
  clockSkew: integer(-TEN_YEARS_S, TEN_YEARS_S),
  delay: integer(0, MAX_WAIT_MS),
  worker: record({ name: workerName, pace: integer(0, MAX_WAIT_MS), room: integer(1, MAX_ROOM) }, ["name", "pace", "room"]),
  fault: oneOf(FAULT_NAMES),
  bytes: integer(1, 1_000_000),
  every: integer(0, MAX_WAIT_MS),
  effect: boolean,
  redirect: address,
  object: record(
    {
      seed: integer(0, 2 ** 32 - 1),
      length: integer(0, MAX_OBJECT),
      version: integer(0, 1000),
      from: integer(0, MAX_OBJECT),
      every: integer(1, MAX_OBJECT),
    },
    ["seed", "length"],
  ),
  tag: oneOf(["strong", "weak", "none", "same", "other"]),
  modified: integer(-TEN_YEARS_S, TEN_YEARS_S),
  ranges: manner,
  sse: integer(0, MAX_EVENTS),
  commentEvery: integer(1, MAX_WAIT_MS),
  coding: oneOf(CODINGS),
  framing: oneOf(FRAMINGS),
  connection: oneOf(["close"]),
  cut: place,
  how: oneOf(CUTS),
  h2: streamEnd,
});

const readScript = record(
  {
    steps: stepList,
    // biome-ignore lint/suspicious/noThenProperty: a word of the script language. Nobody awaits this table.
    then: oneOf(["repeat-last", "repeat", "ok"]),
    cors: oneOf(["exposed", "hidden", "none"]),
  },
  ["steps"],
);

/** Reads the JSON form of a script. A step may also be a string in the compact form. */
export function parseScript(input) {
  const { steps, then: afterwards = "repeat-last", cors = "exposed" } = readScript(input, "script");
  return { steps, afterwards, cors };
}

/** Reads the compact form from a query, as in `?script=503,200&then=ok`. */
export function parseCompactScript(query) {
  if (typeof query.script !== "string") throw new ScriptError("script may be given only once.");
  const rest = Object.entries(query).filter(([name]) => name === "then" || name === "cors");
  return parseScript({ steps: splitSteps(query.script), ...Object.fromEntries(rest) });
}

const OK = step({}, "ok");

/** The step for an attempt, counted from 1. */
export function stepFor({ steps, afterwards }, attempt) {
  if (attempt <= steps.length) return steps[attempt - 1];
  if (afterwards === "repeat") return steps[(attempt - 1) % steps.length];
  return afterwards === "ok" ? OK : steps[steps.length - 1];
}

function stepList(value, path) {
  if (!Array.isArray(value)) throw wrong(path, "a list of steps", value);
  const steps = [];
  for (const [index, item] of value.entries()) {
    const at = `${path}[${index}]`;
    const { times, given } = typeof item === "string" ? compactStep(item, at) : { times: 1, given: item };
    if (steps.length + times > MAX_STEPS) throw new ScriptError(`${path} has more than ${MAX_STEPS} steps.`);
    steps.push(...new Array(times).fill(step(given, at)));
  }
  if (steps.length === 0) throw new ScriptError(`${path} must have at least one step.`);
  return steps;
}

function compactStep(text, path) {
  try {
    return stepFromCompact(text, FAULT_NAMES);
  } catch (error) {
    throw new ScriptError(`${path} ${error.message}`);
  }
}

function step(value, path) {
  const given = readStep(value, path);
  const { fault } = given;
  const complete = { status: given.redirect === undefined ? 200 : 302, ...FAULTS[fault], ...given };
  for (const field of ["bytes", "every"]) {
    if (given[field] !== undefined && !SENDS_PIECES.includes(fault) && !isDelivered(given)) {
      throw new ScriptError(`${path}.${field} goes only with the faults ${SENDS_PIECES.join(" and ")}, or with object or sse.`);
    }
  }
  checkBody(given, path);
  if (NO_BODY.includes(complete.status) && (given.body !== undefined || NEEDS_A_BODY.includes(fault))) {
    throw new ScriptError(`${path}.status is ${complete.status}, and such an answer has no body.`);
  }
  return Object.freeze(complete);
}

/** What is said of a body must be of one body, and belong to it. */
function checkBody(given, path) {
  for (const [field, needed] of Object.entries(NEEDS)) {
    if (given[field] !== undefined && needed.every((one) => given[one] === undefined)) {
      throw new ScriptError(`${path}.${field} goes only with ${needed.join(" or ")}.`);
    }
  }
  const bodies = BODIES.filter((field) => given[field] !== undefined);
  if (bodies.length > 1) throw new ScriptError(`${path} has ${bodies.join(" and ")}, but an answer has one body.`);
  for (const other of ["fault", "effect"]) {
    if (given[other] !== undefined && isDelivered(given)) {
      const field = [...BODIES, "cut", "framing", "connection", "coding"].find((one) => given[one] !== undefined);
      throw new ScriptError(`${path}.${other} and ${path}.${field} cannot be combined.`);
    }
  }
  if (given.commentEvery !== undefined && given.coding !== undefined) {
    throw new ScriptError(`${path}.commentEvery goes only with a stream that is not encoded.`);
  }
}

function workerName(value, path) {
  if (typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value)) return value;
  throw wrong(path, "1 to 64 of A-Z a-z 0-9 _ -", value);
}

function manner(value, path) {
  return typeof value === "string" && /^short:[1-9]\d{0,8}$/.test(value) ? value : oneOf([...RANGES, "short:N"])(value, path);
}

/** Bytes, or a part of what there is. */
function place(value, path) {
  if ((value > 0 && value < 1) || (Number.isInteger(value) && value >= 0)) return value;
  throw wrong(path, "a number of bytes, or a part between 0 and 1", value);
}

function streamEnd(value, path) {
  if (value === "end-short" || /^rst:[A-Z_]+$/.test(value)) return value;
  throw wrong(path, "end-short, or rst: and the name of an error code, such as rst:CANCEL", value);
}

function address(value, path) {
  if (typeof value === "string" && /^\/[\x21-\x7e]*$/.test(value)) return value;
  throw wrong(path, "a path, such as /play/other", value);
}

// A date may lie in the past; a number of seconds is never negative.
function retryAfter(value, path) {
  const { form = "seconds", seconds } = readRetryAfter(value, path);
  const earliest = form === "seconds" ? 0 : -TEN_YEARS_S;
  return { form, seconds: integer(earliest, TEN_YEARS_S)(seconds, `${path}.seconds`) };
}
