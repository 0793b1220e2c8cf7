// A recording while it is made, and as columns of numbers, which go from a worker to the page without a copy of each.

import type { StopReason } from "holdfast-fetch";
import { type Attempts, type Calls, PENDING } from "../protocol.js";

export interface Attempt {
  client: number;
  call: number;
  sent: number;
  arrived: number;
  left: number;
  known: number;
  outcome: number;
}

export interface Call {
  client: number;
  begun: number;
  ended: number;
  attempts: number;
  reason: StopReason;
}

export function newAttempt(client: number, call: number, sent: number): Attempt {
  const never = Number.POSITIVE_INFINITY;
  return { client, call, sent, arrived: never, left: never, known: never, outcome: PENDING };
}

export function attemptColumns(all: readonly Attempt[]): Attempts {
  return {
    client: Uint16Array.from(all, ({ client }) => client),
    call: Uint16Array.from(all, ({ call }) => call),
    sent: Float32Array.from(all, ({ sent }) => sent),
    arrived: Float32Array.from(all, ({ arrived }) => arrived),
    left: Float32Array.from(all, ({ left }) => left),
    known: Float32Array.from(all, ({ known }) => known),
    outcome: Uint8Array.from(all, ({ outcome }) => outcome),
  };
}

export function callColumns(all: readonly Call[], reasons: StopReason[]): Calls {
  const place = (reason: StopReason): number => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason);
  };
  return {
    client: Uint16Array.from(all, ({ client }) => client),
    begun: Float32Array.from(all, ({ begun }) => begun),
    ended: Float32Array.from(all, ({ ended }) => ended),
    attempts: Uint8Array.from(all, ({ attempts }) => Math.min(attempts, 255)),
    reason: Uint8Array.from(all, ({ reason }) => place(reason)),
  };
}
