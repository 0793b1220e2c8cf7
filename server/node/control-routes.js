// PUT /scripts/:id, GET and DELETE /journal in Node.
import { defineScript, readJournal, readJson } from "../control.js";
import { corsHeaders, isPreflight, preflightHeaders } from "../cors.js";
import { checkId } from "../refusal.js";

export function controlRoutes(app, journal) {
  app.register(async (control) => {
    control.addHook("onRequest", async (request, reply) => {
      reply.headers({ "cache-control": "no-store", ...corsHeaders("exposed", request.headers) });
    });
    // JSON, whatever the content type says: curl and fetch name another unless told.
    control.removeAllContentTypeParsers();
    control.addContentTypeParser("*", { parseAs: "string" }, async (_request, text) => readJson(text));

    control.put("/scripts/:id", async ({ params, body }, reply) => {
      defineScript(journal, params.id, body);
      return reply.code(204).send();
    });
    control.get("/journal/:id", async ({ params, query }, reply) => {
      const left = new AbortController();
      reply.raw.once("close", () => left.abort());
      return readJournal(journal, params.id, query, left.signal);
    });
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
