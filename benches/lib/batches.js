// The ways to keep a subject's process busy. Each takes a call and makes a function that runs a batch of it and tells how many
// calls that were.

import { ADDRESS } from "../peers/request.js";
import { aTurn, inARow } from "./calls.js";
import { failFirstRequests } from "./mock.js";

const IN_A_ROW = 1_024;

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

  /** Many calls that wait at the same time; the first request of each fails. */
  together: (call) => {
    failFirstRequests();
    const addresses = Array.from({ length: TOGETHER }, (_, index) => `${ADDRESS}?call=${index}`);
    return async () => {
      const calls = [];
      for (const [index, address] of addresses.entries()) {
        calls.push(call(undefined, address));
        if (index % AT_A_TIME === 0) await aTurn();
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
