/**
 * Bodies that survive: whole answers, downloads that go on where they broke, event streams that lose and double nothing.
 *
 * @module holdfast-fetch/body
 */

export { BodyError } from "./body-error.js";
export type { Bytes } from "./body-options.js";
export { type BodyReport, bodyReportOf, type Gap } from "./body-report.js";
export { anthropic, gemini, openaiChat, openaiResponses } from "./dialects.js";
export { EventStreamError } from "./event-stream-error.js";
export { events } from "./event-streams.js";
export { type ResumeOptions, resuming } from "./resuming.js";
export type { Dialect, EventStream, EventsOptions, ServerEvent, StreamContinuation } from "./server-event.js";
export { type WholeOptions, whole } from "./whole.js";
