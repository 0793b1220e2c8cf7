// What a promise came to. A promise that never settles is the worst bug here, so nothing waits for one without end.
import assert from "node:assert/strict";
import { turnOfTheLoop } from "./turn.js";

const PENDING = Symbol("pending");

/** `{ value }` or `{ error }`; fails if the promise is still pending after so many milliseconds. */
export async function outcome(promise, milliseconds = 5000) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, PENDING);
  });
  const first = await Promise.race([settled(promise), late]);
  clearTimeout(timer);
  assert.notEqual(first, PENDING, `still pending after ${milliseconds} ms`);
  return first;
}

/** The error that the promise rejects with. */
export async function rejection(promise, milliseconds) {
  const result = await outcome(promise, milliseconds);
  assert.ok("error" in result, "it should have been rejected");
  return result.error;
}

/** `{ value }` or `{ error }` of a promise that needs no more than some turns of the event loop. */
export async function soon(promise) {
  let result = PENDING;
  settled(promise).then((first) => {
    result = first;
  });
  for (let turn = 0; turn < 10 && result === PENDING; turn++) await turnOfTheLoop();
  assert.notEqual(result, PENDING, "still pending after ten turns of the event loop");
  return result;
}

function settled(promise) {
  return promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
}
