// Event streams: what they take, what they give, and what a dialect is.
import { expectTypeOf } from "expect-type";
import { RetryPolicy } from "holdfast-fetch";
import {
  anthropic,
  type Dialect,
  type EventStream,
  EventStreamError,
  type EventsOptions,
  events,
  gemini,
  openaiChat,
  openaiResponses,
  type ServerEvent,
  type StreamContinuation,
} from "holdfast-fetch/body";
import { anthropic as translated, events as translatedEvents } from "holdfast-fetch/no-wasm/body";

export async function read(): Promise<void> {
  const stream = events("https://example.com/feed", "standard", { idle: "20s", limit: "1MB", feed: true, unique: false });
  expectTypeOf(stream).toEqualTypeOf<EventStream>();
  expectTypeOf(stream.lastEventId).toBeString();
  // @ts-expect-error: it is what was delivered
  stream.lastEventId = "7";
  for await (const event of stream) {
    expectTypeOf(event).toEqualTypeOf<ServerEvent>();
    expectTypeOf(event.id).toBeString();
    expectTypeOf(event.type).toBeString();
    expectTypeOf(event.data).toBeString();
    // @ts-expect-error: an event is what the server sent
    event.data = "";
  }
  stream.close();
  events(new URL("https://example.com"), { retries: 5 });
  events(new Request("https://example.com"), new RetryPolicy(), {});
  translatedEvents("https://example.com", {}, translated);
}

for (const dialect of [anthropic, openaiChat, openaiResponses, gemini]) expectTypeOf(dialect).toEqualTypeOf<Dialect>();

// A request is what fetch takes, and a dialect is spread into the options.
export const options: EventsOptions = {
  ...anthropic,
  init: { method: "POST", body: "{}", headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(1000) },
  failed: (event) => (event.type === "error" ? { status: 529, retryAfter: 1000 } : undefined),
  resume: ({ id }) => ({ input: `https://example.com/${id}`, headers: { "x-after": id } }),
  done: undefined,
};

// An address that is signed anew takes its time.
export const signed: EventsOptions["resume"] = async ({ id }): Promise<StreamContinuation> => ({
  input: new URL(`https://example.com/${id}`),
});

export function tell(error: unknown): string {
  if (!(error instanceof EventStreamError)) return "";
  expectTypeOf(error.name).toEqualTypeOf<"EventStreamError">();
  expectTypeOf(error.reason).toEqualTypeOf<"broken" | "in-band" | "status" | "content-type" | "too-long">();
  expectTypeOf(error.event).toEqualTypeOf<ServerEvent | undefined>();
  expectTypeOf(error.cause).toBeUnknown();
  return error.message;
}

// @ts-expect-error: only this package makes them
new EventStreamError();
// @ts-expect-error: what belongs to the request goes into init
events("/", {}, { method: "POST" });
// @ts-expect-error: what belongs to the policy goes second
events("/", {}, { retries: 3 });
// @ts-expect-error: no such unit
events("/", {}, { limit: "1MiB" });
// @ts-expect-error: no such unit
events("/", {}, { idle: "45sec" });
// @ts-expect-error: whether an event is the last one is said at once
events("/", {}, { done: async () => true });
// @ts-expect-error: nor is an error waited for
events("/", {}, { failed: async () => 503 });
// @ts-expect-error: an event is the last one, or it is not
events("/", {}, { done: (event) => event.data });
