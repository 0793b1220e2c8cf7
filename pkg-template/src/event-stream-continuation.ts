// The request by which a stream goes on, as the caller's `resume` says.
import type { FetchInput } from "holdfast-fetch";
import { EVENTS } from "./event-judge.js";
import type { StreamRequest } from "./event-stream-call.js";
import { mayForward, moved } from "./forwarding.js";
import { addTo } from "./headers.js";
import { originOf } from "./origin.js";
import { refuse } from "./refusal.js";
import type { StreamContinuation } from "./server-event.js";

/**
 * What was said, over the first request. Of that one's headers another origin gets no more than after a redirect.
 *
 * @throws TypeError of a method by which something could happen twice: whether it may be sent again, nothing tells
 */
export function continuationOf({ input, init }: StreamRequest, said: StreamContinuation): StreamRequest {
  if (Object(said) !== said) refuse(EVENTS, "resume", said, "a function that returns what fetch takes second, and input");
  const { url = `${input}` } = (typeof input === "object" ? input : {}) as Partial<Request>;
  const { input: place = url as FetchInput, ...changes } = said;
  const to = (typeof place === "object" ? place : {}) as Partial<Request>;
  const method = `${changes.method ?? to.method ?? "GET"}`;
  if (!/^(get|head)$/i.test(method)) refuse(EVENTS, "resume.method", method, "GET or HEAD");
  const isAbroad = originOf(`${to.url ?? place}`) !== originOf(url);
  const kept = moved({ input, init } as Parameters<typeof moved>[0], isAbroad, (name) => !isAbroad || mayForward(name, true));
  kept.headers = addTo(kept.headers as Headers, to.headers);
  if (isAbroad && to.credentials) kept.credentials = to.credentials;
  // Of a Request it is always something: see what is asked of streams.
  const { cache: _, ...more } = kept;
  if (init.cache) changes.cache ??= init.cache;
  return { input: place, init: { ...more, ...changes, method }, isAbroad };
}
