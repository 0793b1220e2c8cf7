// What the streams of well-known services say.
import type { Dialect, ServerEvent } from "./server-event.js";

type Said = { readonly [name: string]: unknown };

// Of what is no JSON, nothing is known.
function said({ data }: ServerEvent): Said {
  try {
    return Object(JSON.parse(data));
  } catch {
    return {};
  }
}

const inside = (value: unknown, name: string): unknown => (Object(value) as Said)[name];

// A service's own word for an error, or a status in its place.
function statusOf(word: unknown, words: { readonly [word: string]: number }, otherwise: number): number {
  const number = Number(word);
  return number >= 400 && number <= 599 ? number : (typeof word === "string" && words[word]) || otherwise;
}

/**
 * Anthropic's Messages API with `stream: true`. The stream ends with `message_stop`, and says of an error what its status would be: 529 of
 * `overloaded_error`, which may come after `message_start`. There is no way to go on after content.
 *
 * A POST is sent again after a 529 only if the policy says so: `unprocessed: [429, 529]`.
 *
 * @category Event streams
 */
export const anthropic: Dialect = /* @__PURE__ */ Object.freeze({
  done: ({ type }: ServerEvent) => type === "message_stop",
  content: ({ type }: ServerEvent) => /^(content_block|message_delta)/.test(type),
  failed: (event: ServerEvent) => event.type === "error" && statusOf(inside(said(event).error, "type"), ANTHROPIC, 500),
});

const ANTHROPIC = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

/**
 * OpenAI's Chat Completions with `stream: true`, and the many services that speak as it does. The stream ends with `[DONE]`; an error is an
 * object in place of a chunk. There is no way to go on after content.
 *
 * @category Event streams
 */
export const openaiChat: Dialect = /* @__PURE__ */ Object.freeze({
  done: ({ data }: ServerEvent) => data === "[DONE]",
  // The first chunk names the role, and others on some services what filters think of the prompt.
  content: (event: ServerEvent) => {
    const { choices } = said(event);
    return Array.isArray(choices) && choices.some(isContent);
  },
  failed: (event: ServerEvent) => {
    if (!event.data.includes('"error"')) return false;
    const { error } = said(event);
    return Boolean(error) && statusOf(inside(error, "code") ?? inside(error, "type"), OPENAI, 500);
  },
});

function isContent(choice: unknown): boolean {
  const delta = inside(choice, "delta");
  return (
    Boolean(inside(choice, "finish_reason")) || Object.entries(Object(delta)).some(([name, value]) => name !== "role" && value)
  );
}

// Of what else goes wrong, the request is the cause.
const OPENAI = {
  server_error: 500,
  vector_store_timeout: 504,
  rate_limit_exceeded: 429,
  insufficient_quota: 402,
  invalid_request_error: 400,
  authentication_error: 401,
};

/**
 * OpenAI's Responses API with `stream: true`. The stream ends with `response.completed` or `response.incomplete`, and fails with
 * `response.failed` or `error`.
 *
 * With `background: true` the answer is made whether anybody listens or not, and a stream of it can be gone on with:
 *
 * ```ts
 * let id = "";
 * const resume = ({ data }: ServerEvent) => ({
 *   input: `https://api.openai.com/v1/responses/${id}?stream=true&starting_after=${JSON.parse(data).sequence_number}`,
 * });
 * for await (const { type, data } of events("https://api.openai.com/v1/responses", {}, { ...openaiResponses, resume, init })) {
 *   if (type === "response.created") id = JSON.parse(data).response.id;
 * }
 * ```
 *
 * @category Event streams
 */
export const openaiResponses: Dialect = /* @__PURE__ */ Object.freeze({
  done: ({ type }: ServerEvent) => type === "response.completed" || type === "response.incomplete",
  content: ({ type }: ServerEvent) => !/^response\.(created|queued|in_progress)$/.test(type),
  failed: (event: ServerEvent) => {
    if (event.type === "error") return statusOf(said(event).code ?? inside(said(event).error, "code"), OPENAI, 500);
    if (event.type !== "response.failed") return false;
    return statusOf(inside(inside(said(event).response, "error"), "code"), OPENAI, 400);
  },
});

// The candidates of a stream that have begun: which of them are finished.
const begun = /* @__PURE__ */ new WeakMap<object, Map<unknown, boolean>>();

/**
 * Gemini's `streamGenerateContent?alt=sse`. The last chunk of each candidate says why it is finished: the stream is done when each that has
 * begun is, or when the prompt was refused. Its `done` has to be given both arguments. There is no way to go on after content.
 *
 * @category Event streams
 */
export const gemini: Dialect = /* @__PURE__ */ Object.freeze({
  done: (event: ServerEvent, connection?: unknown) => {
    const { candidates, promptFeedback } = said(event);
    if (inside(promptFeedback, "blockReason")) return true;
    if (!Array.isArray(candidates)) return false;
    const of = Object(connection) === connection ? (connection as object) : event;
    const all = begun.get(of) ?? new Map<unknown, boolean>();
    begun.set(of, all);
    for (const candidate of candidates) {
      // JSON of protocol buffers leaves a 0 out.
      const index = inside(candidate, "index") ?? 0;
      all.set(index, all.get(index) || Boolean(inside(candidate, "finishReason")));
    }
    return all.size > 0 && [...all.values()].every(Boolean);
  },
  failed: (event: ServerEvent) => {
    if (!event.data.includes('"error"')) return false;
    const { error } = said(event);
    return Boolean(error) && statusOf(inside(error, "code"), {}, 500);
  },
});
