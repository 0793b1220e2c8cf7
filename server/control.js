// What PUT /scripts/:id, GET and DELETE /journal do: for whoever runs a test or looks at one.
import { checkId, Refusal } from "./refusal.js";
import { parseScript } from "./script.js";

const MAX_WAIT_MS = 60_000;

export function defineScript(journal, id, json) {
  journal.define(checkId(id), parseScript(json));
}

/** With ?wait=MS the answer comes when there is as much as the query says, or after that time, or when the signal aborts. */
export async function readJournal(journal, givenId, query, signal) {
  const id = checkId(givenId);
  const wait = count(query, "wait") ?? 0;
  const hits = count(query, "hits") ?? 0;
  const effects = count(query, "effects") ?? 0;
  const open = count(query, "open") ?? Number.POSITIVE_INFINITY;
  const from = count(query, "from") ?? 1;
  if (wait > 0) {
    const reached = () => {
      const record = journal.find(id);
      return record?.attempts >= hits && record.effects >= effects && record.openConnections <= open;
    };
    const limit = new AbortController();
    const enough = () => limit.abort();
    const timer = setTimeout(enough, Math.min(wait, MAX_WAIT_MS));
    signal.addEventListener("abort", enough);
    await journal.until(reached, limit.signal);
    clearTimeout(timer);
    signal.removeEventListener("abort", enough);
  }
  const record = journal.find(id);
  if (record === undefined) throw new Refusal(404, `There is no journal for ${id}: nothing has defined a script for it.`);
  return record.since(from);
}

function count(query, name) {
  const text = query[name];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal(400, `${name} must be a whole number, but is ${JSON.stringify(text)}.`);
}

export function readJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `The script is not JSON: ${error.message}.`);
  }
}
