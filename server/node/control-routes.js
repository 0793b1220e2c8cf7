// PUT /scripts/:id, GET and DELETE /journal: for whoever runs a test or looks at one.
import { setTimeout as sleep } from "node:timers/promises";
import { corsHeaders, isPreflight, preflightHeaders } from "./cors.js";
import { checkId, Refusal } from "./refusal.js";
import { parseScript } from "./script.js";

const MAX_WAIT_MS = 60_000;

export function controlRoutes(app, journal) {
  app.register(async (control) => {
    control.addHook("onRequest", async (request, reply) => {
      reply.headers({ "cache-control": "no-store", ...corsHeaders("exposed", request.headers) });
    });
    // JSON, whatever the content type says: curl and fetch name another unless told.
    control.removeAllContentTypeParsers();
    control.addContentTypeParser("*", { parseAs: "string" }, async (_request, text) => readJson(text));

    control.put("/scripts/:id", async ({ params, body }, reply) => {
      journal.define(checkId(params.id), parseScript(body));
      return reply.code(204).send();
    });
    control.get("/journal/:id", async (request, reply) => readJournal(journal, request, reply));
    control.delete("/journal", async (_request, reply) => {
      journal.clear();
      return reply.code(204).send();
    });
    control.delete("/journal/:id", async ({ params }, reply) => {
      journal.forget(checkId(params.id));
      return reply.code(204).send();
    });
    for (const url of ["/scripts/:id", "/journal", "/journal/:id"]) {
      control.options(url, async (request, reply) => {
        const headers = isPreflight(request) ? preflightHeaders("exposed", request.headers) : { allow: "GET, PUT, DELETE" };
        return reply.code(204).headers(headers).send();
      });
    }
  });
}

/** With ?wait=MS the answer comes when there is as much as the query says, or after that time. */
async function readJournal(journal, { params, query }, reply) {
  const id = checkId(params.id);
  const wait = count(query, "wait") ?? 0;
  const hits = count(query, "hits") ?? 0;
  const effects = count(query, "effects") ?? 0;
  const open = count(query, "open") ?? Number.POSITIVE_INFINITY;
  if (wait > 0) {
    const reached = () => {
      const record = journal.find(id);
      return record?.attempts >= hits && record.effects >= effects && record.openConnections <= open;
    };
    const limit = new AbortController();
    reply.raw.once("close", () => limit.abort());
    await Promise.race([
      journal.until(reached, limit.signal),
      sleep(Math.min(wait, MAX_WAIT_MS), undefined, { signal: limit.signal }).catch(() => {}),
    ]);
    limit.abort();
  }
  const record = journal.find(id);
  if (record === undefined) throw new Refusal(404, `There is no journal for ${id}: nothing has defined a script for it.`);
  return record.toJSON();
}

function count(query, name) {
  const text = query[name];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal(400, `${name} must be a whole number, but is ${JSON.stringify(text)}.`);
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `The script is not JSON: ${error.message}.`);
  }
}
