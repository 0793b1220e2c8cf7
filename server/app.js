// The server, put together.
import Fastify from "fastify";
import { Journal } from "./journal.js";
import { selfSigned } from "./node/certificate.js";
import { controlRoutes } from "./node/control-routes.js";
import { playRoutes } from "./node/play-routes.js";
import { nothingHere, sendRefusal } from "./node/refusal-reply.js";
import { parseRoots, serveRoots } from "./node/static.js";

const HOST = "127.0.0.1";

/**
 * Starts a server for use in the same process.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0 for any free port
 * @param {string | string[]} [options.root] directories to serve: `DIR` or `/prefix=DIR`
 * @param {boolean} [options.keepAlive] reuse connections; by default every answer closes its own
 * @param {number} [options.h2Port] plays on this port too, over HTTP/2 with TLS; 0 for any free port
 * @param {string} [options.host] nothing but 127.0.0.1
 * @returns {Promise<{ url: string, h2?: { url: string, cert: string }, close(): Promise<void> }>} `cert`: in PEM, made at this start
 */
export async function start({ port = 0, root, keepAlive = false, h2Port, host = HOST } = {}) {
  if (host !== HOST) throw new Error(`A server that misbehaves on purpose listens on ${HOST} only, not on ${host}.`);
  const roots = parseRoots(root);
  const journal = new Journal();
  const app = speaking(journal);
  if (!keepAlive) app.addHook("onRequest", closeAfterwards);
  app.addHook("preClose", async () => journal.clear());
  serveRoots(app, roots);
  const url = await app.listen({ port, host });
  if (h2Port === undefined) return { url, close: () => app.close() };
  const { key, cert } = selfSigned();
  const second = speaking(journal, { http2: true, https: { key, cert } });
  const sessions = sessionsOf(second.server);
  second.addHook("preClose", async () => {
    journal.clear();
    for (const session of sessions) session.destroy();
  });
  try {
    const h2 = { url: await second.listen({ port: h2Port, host }), cert };
    return { url, h2, close: async () => void (await Promise.all([app.close(), second.close()])) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** A server that plays and tells, over HTTP/1.1 if nothing is said. */
function speaking(journal, protocol) {
  const app = Fastify({
    ...protocol,
    forceCloseConnections: true,
    frameworkErrors: sendRefusal,
    routerOptions: { maxParamLength: 1000 },
  });
  app.setErrorHandler(sendRefusal);
  app.setNotFoundHandler(nothingHere);
  playRoutes(app, journal);
  controlRoutes(app, journal);
  return app;
}

/** Those that are open. */
function sessionsOf(server) {
  const sessions = new Set();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  return sessions;
}

// Browsers silently repeat a request that fails on a reused connection, and the repetition would take a step of the script.
function closeAfterwards(_request, reply, done) {
  reply.raw.shouldKeepAlive = false;
  done();
}
