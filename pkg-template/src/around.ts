// What travels in the init of one call: layers around the transport, which see each of its attempts, and who hears of its events.
import type { AttemptContext } from "./ask.js";

/** A transport: `fetch`, or one of the caller's. */
export type Send = (input: unknown, init: RequestInit, context?: AttemptContext) => unknown;

/** A layer: a function of the transport and of what the transport gets. It sends by what it is given first, or not at all. */
export type Around = (send: Send, input: unknown, init: RequestInit, context?: AttemptContext) => unknown;

/** By what name the init of a call carries the outermost one. */
export const AROUND: unique symbol = /* @__PURE__ */ Symbol.for("holdfast-fetch.around") as never;

/** The layer that an init carries, with another one inside it. */
export function inside(init: object | undefined, layer: Around): Around {
  const outer = (init as { [AROUND]?: Around } | undefined)?.[AROUND];
  if (outer === undefined) return layer;
  return (send, ...request) => outer((...inner) => layer(send, ...inner), ...request);
}

/** By what name the init of a call carries a listener of its events, besides the policy's own. */
export const LISTENER: unique symbol = /* @__PURE__ */ Symbol.for("holdfast-fetch.listener") as never;
