// The ways to keep a subject's process busy. Each takes a call and makes a function that runs a batch of it and tells how many
// calls that were.

import { aTurn, inARow } from "./calls.js";
import { play } from "./mock.js";

const IN_A_ROW = 256;

// As many as keep a process busy while they wait, begun a few at a time, so that not all waits end at once.
const TOGETHER = 1_000;
const AT_A_TIME = 50;

export const CALLS_ON_ONE_SIGNAL = 20_000;

export const batches = {
  /** One call after the other. */
  inARow: (call) => async () => {
    await inARow(IN_A_ROW, call);
    return IN_A_ROW;
  },

  /** Many calls that wait at the same time: each one's first request is sent before any second. */
  together: (call) => {
    const script = [503, 200].flatMap((status) => Array(TOGETHER).fill(status));
    return async () => {
      play(...script);
      const calls = [];
      while (calls.length < TOGETHER) {
        for (let index = 0; index < AT_A_TIME; index++) calls.push(call());
        await aTurn();
      }
      await Promise.all(calls);
      return TOGETHER;
    };
  },

  /** Many calls, one after the other, on one signal that is never aborted; or the same without it. */
  onOneSignal:
    (call, _scenario, { withSignal }) =>
    async () => {
      const signal = withSignal ? new AbortController().signal : undefined;
      await inARow(CALLS_ON_ONE_SIGNAL, () => call(signal));
      return CALLS_ON_ONE_SIGNAL;
    },
};
