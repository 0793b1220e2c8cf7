// The entry for bodies beside the entry that is tested, installed as installed.js has it.
import { ENTRY, imported } from "./installed.js";

export const {
  anthropic,
  BodyError,
  bodyReportOf,
  EventStreamError,
  events,
  gemini,
  openaiChat,
  openaiResponses,
  resuming,
  whole,
} = await imported(`${ENTRY}/body`);
