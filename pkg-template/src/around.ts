// What travels in the init of one call: layers around the transport, which see each of its attempts, and who hears of its events.
import type { AttemptContext } from "./ask.js";
import { REST } from "./rest-of-body.js";

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

/** An init without all that travels in it: a transport may be a fetch of this package too, for which that is not meant. */
export function bare<T extends object>(init: T): Omit<T, typeof AROUND | typeof LISTENER | typeof REST> {
  const { [AROUND]: _, [LISTENER]: __, [REST]: ___, ...sent } = init as T & Record<symbol, unknown>;
  return sent as Omit<T, typeof AROUND | typeof LISTENER | typeof REST>;
}
