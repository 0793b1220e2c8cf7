// The entry for bodies beside the entry that is tested, installed as installed.js has it.
import { ENTRY, imported } from "./installed.js";

export const { BodyError, bodyReportOf, EventStreamError, events, resuming, whole } = await imported(`${ENTRY}/body`);
