// One hour of calls to one server, as data: what tests/support/hour.rs is for the core alone, number by number.
//
// No two calls ever do something at the same moment: each has a fraction of a millisecond of its own, and everything that it waits
// for takes whole milliseconds.
import { splitMix64 } from "./random.js";

/** Of the random numbers that the calls draw. */
export const SEED = 42;

const LENGTH = 3600;

// From this second on, a call every so many milliseconds.
const TRAFFIC = [
  [0, 20_000],
  [540, 1000],
  [570, 15_000],
  [870, 900],
  [1020, 1700],
  [1320, 2300],
  [1500, 12_000],
  [1950, 1900],
  [2130, 15_000],
  [2670, 500],
  [2760, 20_000],
];

// How the server does, from this second on.
const SERVER = [
  [0, well],
  [900, failing(0.6)],
  [1080, refusing],
  [1320, overloaded],
  [1440, well],
  [1980, silent],
  [2040, well],
  [2700, failing(0.25)],
  [2725, well],
];

// The latest entry at this time, in milliseconds.
const at = (script, time) => script.findLast(([from]) => from * 1000 <= time)[1];

/** When each call begins, in milliseconds. Calls are counted from 0. */
export function starts() {
  const all = [];
  for (let time = 1000; time < LENGTH * 1000; time += at(TRAFFIC, time)) all.push(time + all.length / 1024);
  return all;
}

/** Every third call is a write. */
export const method = (call) => (call % 3 === 2 ? "POST" : "GET");

/**
 * What the server does with an attempt that is sent at this time: `{ after, status, retryAfter }`, in milliseconds and seconds.
 * Without a status, the connection is refused.
 */
export function answer(time, call, attempt) {
  const random = splitMix64((call << 8) | attempt);
  return at(SERVER, time)((least, most) => Math.floor(least + random() * (most - least)));
}

function well(from) {
  return { after: from(40, 160), status: 200 };
}

// Answers this share of requests with a 500, 502 or 503.
function failing(share) {
  return (from) => {
    const after = from(60, 400);
    const status = [500, 502, 503][from(0, 3)];
    return { after, status: from(0, 100) < share * 100 ? status : 200 };
  };
}

// Accepts no connection.
function refusing(from) {
  return { after: from(2, 20) };
}

// Refuses all with a 503, most of them with a Retry-After.
function overloaded(from) {
  const retryAfter = [undefined, 5, 40, 90][from(0, 4)];
  return { after: from(10, 50), status: 503, retryAfter };
}

// Takes requests, and says nothing for longer than anybody waits.
function silent(from) {
  return { after: from(40_000, 50_000), status: 200 };
}

const WORDS = {
  attempt: ({ method }) => method,
  response: ({ status }) => status,
  failure: ({ failure }) => failure,
  wait: ({ delay }) => delay.toFixed(3),
  circuit: ({ from, to }) => `${from} > ${to}`,
  fallback: ({ reason }) => reason,
  end: ({ reason, elapsed }) => `${reason} after ${elapsed}`,
};

/** What `onEvent` is told at this time, as a line: `time call.attempt what`. */
export function line(time, call, event) {
  const { type, attempt, retryAfter, fallback, probeIn } = event;
  let what = `${type} ${WORDS[type](event)}`;
  if (retryAfter !== undefined) what += `, retry after ${retryAfter}`;
  if (fallback) what += ", fallback";
  if (probeIn !== undefined) what += `, probe in ${probeIn.toFixed(3)}`;
  return `${String(Math.floor(time)).padStart(7)} ${`${call}.${attempt}`.padStart(6)} ${what}`;
}

/** The same line without the fraction of the millisecond at which a call ended. */
export const inWhole = (line) => line.replace(/( after \d+)\.\d+/, "$1");
