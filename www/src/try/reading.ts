// Runs that read a body to its end, and by which function of holdfast-fetch/body. That entry is loaded for them only.

import type { RetryPolicy } from "holdfast-fetch";
import { parseCompactScript } from "../../../server/script.js";
import type { Unit } from "../call/recording.js";

export type Reader = "resuming" | "events";

export const UNITS: Record<Reader, Unit> = { resuming: "bytes", events: "events" };

/** The longest silence. The package's own limits are for patient applications; here somebody is watching. */
export const IDLE = "2s";

export interface BodyRequest {
  script: string;
  address: URL;
  policy: RetryPolicy;
  init: RequestInit;
}

export interface ReadBody {
  response?: Response;
  /** Of events: so many had been delivered before. */
  repeated?: number;
}

/** Reads a body. `onMore` hears of so many more bytes or events. */
export type ReadBodyOf = (request: BodyRequest, onMore: (amount: number) => void) => Promise<ReadBody>;

type Step = { object?: object; sse?: number };

/** By what the answers of a script are read; nothing where a run ends with the head, as `fetch` does. */
export function readerFor(script: string): Reader | undefined {
  const steps = stepsOf(script);
  if (steps.some(({ sse }) => sse !== undefined)) return "events";
  return steps.some(({ object }) => object !== undefined) ? "resuming" : undefined;
}

/** The id of the last event of a script's stream. */
export function lastEventOf(script: string): string {
  return String(Math.max(...stepsOf(script).map(({ sse = 0 }) => sse)));
}

export async function loadReader(reader: Reader): Promise<ReadBodyOf> {
  const { events, resuming } = await import("holdfast-fetch/body");

  if (reader === "events")
    return async ({ script, address, policy, init }, onMore) => {
      const last = lastEventOf(script);
      const ids = new Set<string>();
      let repeated = 0;
      for await (const { id } of events(address, policy, { init, idle: IDLE, done: (event) => event.id === last })) {
        if (ids.has(id)) repeated++;
        ids.add(id);
        onMore(1);
      }
      return { repeated };
    };

  return async ({ address, policy, init }, onMore) => {
    const response = await resuming(policy, { idle: IDLE })(address, init);
    if (!response.ok || response.body === null) return { response };
    // Not every engine has streams that can be looped over.
    const pieces = response.body.getReader();
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return { response };
      onMore(value.byteLength);
    }
  };
}

// A script that is being written may not be one yet.
function stepsOf(script: string): Step[] {
  try {
    return parseCompactScript({ script }).steps as Step[];
  } catch {
    return [];
  }
}
