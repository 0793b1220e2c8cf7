// The server, put together.
import Fastify from "fastify";
import { Journal } from "./journal.js";
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
 * @param {string} [options.host] nothing but 127.0.0.1
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function start({ port = 0, root, keepAlive = false, host = HOST } = {}) {
  if (host !== HOST) throw new Error(`A server that misbehaves on purpose listens on ${HOST} only, not on ${host}.`);
  const roots = parseRoots(root);
  const journal = new Journal();
  const app = Fastify({
    forceCloseConnections: true,
    frameworkErrors: sendRefusal,
    routerOptions: { maxParamLength: 1000 },
  });
  app.setErrorHandler(sendRefusal);
  app.setNotFoundHandler(nothingHere);
  if (!keepAlive) app.addHook("onRequest", closeAfterwards);
  app.addHook("preClose", async () => journal.clear());
  playRoutes(app, journal);
  controlRoutes(app, journal);
  serveRoots(app, roots);
  const url = await app.listen({ port, host });
  return { url, close: () => app.close() };
}

// Browsers silently repeat a request that fails on a reused connection, and the repetition would take a step of the script.
function closeAfterwards(_request, reply, done) {
  reply.raw.shouldKeepAlive = false;
  done();
}
