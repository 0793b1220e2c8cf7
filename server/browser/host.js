// The server's routes in a service worker. The page is of the same origin, so nothing here is about CORS.
import { defineScript, readJournal, readJson } from "../control.js";
import { Journal } from "../journal.js";
import { findOrDefine, playNext } from "../play.js";
import { checkId, noScript, refusalOf } from "../refusal.js";
import { FetchWire } from "./wire.js";

/** Gives a function that answers the requests to this server below the address `base`, and is undefined for all others. */
export function host(base) {
  const { origin, pathname: folder } = new URL(base);
  const journal = new Journal();

  return (request) => {
    const { origin: asked, pathname, search, searchParams } = new URL(request.url);
    if (asked !== origin || !pathname.startsWith(folder)) return undefined;
    const path = `/${pathname.slice(folder.length)}`;
    const [, route, id] = path.split("/").map(decoded);
    const answer = routes[`${route === "play" ? "ANY" : request.method} ${route}`];
    return (
      answer && refusing(() => answer({ journal, id, request, url: path + search, query: Object.fromEntries(searchParams) }))
    );
  };
}

const routes = {
  async "ANY play"({ journal, id, request, url, query }) {
    const record = findOrDefine(journal, id, query);
    if (record === undefined) throw noScript(id);
    const wire = new FetchWire(request, url);
    playNext(record, wire);
    return wire.response;
  },
  async "PUT scripts"({ journal, id, request }) {
    defineScript(journal, id, readJson(await request.text()));
    return new Response(null, { status: 204 });
  },
  async "GET journal"({ journal, id, request, query }) {
    return Response.json(await readJournal(journal, id, query, request.signal));
  },
  async "DELETE journal"({ journal, id }) {
    if (id === undefined) journal.clear();
    else journal.forget(checkId(id));
    return new Response(null, { status: 204 });
  },
};

async function refusing(answer) {
  try {
    return await answer();
  } catch (error) {
    const { status, type, text } = refusalOf(error);
    return new Response(text, { status, headers: { "content-type": type } });
  }
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
