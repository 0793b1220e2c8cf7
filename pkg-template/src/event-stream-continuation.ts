// The request by which a stream goes on, as the caller's `resume` says.
import type { FetchInput, RetryRequestInit } from "holdfast-fetch";
import { EVENTS } from "./event-judge.js";
import type { StreamRequest } from "./event-stream-call.js";
import { forwarded } from "./forwarding.js";
import { addTo, snapshot } from "./headers.js";
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
  const { url = `${input}`, headers = undefined } = (typeof input === "object" ? input : {}) as Partial<Request>;
  const { input: place = url as FetchInput, ...changes } = said;
  const to = (typeof place === "object" ? place : {}) as Partial<Request>;
  const method = `${changes.method ?? to.method ?? "GET"}`;
  if (!/^(get|head)$/i.test(method)) refuse(EVENTS, "resume.method", method, "GET or HEAD");
  const isAbroad = originOf(`${to.url ?? place}`) !== originOf(url);
  const given = init.headers ?? headers;
  const kept = addTo(isAbroad ? forwarded(given, true) : given && snapshot(given), to.headers);
  const more: RetryRequestInit = { ...init, body: null, headers: kept };
  if (isAbroad) more.credentials = to.credentials ?? "omit";
  return { input: place, init: { ...more, ...changes, method }, isAbroad };
}
