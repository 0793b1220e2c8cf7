// Directories served as they are, never cached.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import fastifyStatic from "@fastify/static";

const RESERVED = ["/play", "/scripts", "/journal"];

/** Reads `DIR` or `/prefix=DIR`, one or a list. */
export function parseRoots(roots = []) {
  const seen = new Set();
  return [roots].flat().map((text) => {
    const [, prefix = "/", directory = text] = /^(\/[^=]*)=(.+)$/s.exec(text) ?? [];
    const taken = RESERVED.find((own) => `${prefix}/`.startsWith(`${own}/`));
    if (taken) throw new Error(`${prefix} cannot be a root: the server uses ${taken} itself.`);
    if (seen.has(prefix)) throw new Error(`Two roots are given for ${prefix}.`);
    seen.add(prefix);
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${directory} is not a directory.`);
    return { prefix, directory: resolve(directory) };
  });
}

export function serveRoots(app, roots) {
  for (const { prefix, directory } of roots) {
    app.register(fastifyStatic, {
      root: directory,
      prefix,
      decorateReply: false,
      redirect: prefix !== "/",
      cacheControl: false,
      etag: false,
      lastModified: false,
      setHeaders,
    });
  }
}

function setHeaders(response) {
  // By this a page knows that the server it came from also plays.
  response.setHeader("server", "misbehaving");
  response.setHeader("cache-control", "no-store");
  // A page from another origin may import a module from here.
  response.setHeader("access-control-allow-origin", "*");
}
