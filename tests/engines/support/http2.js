// An HTTP/2 server of the site that breaks streams and connections as it is told to, which Node's HTTP/1 cannot.

import { readFile } from "node:fs/promises";
import { constants, createSecureServer } from "node:http2";
import { extname, join } from "node:path";
import { PACKAGE, SITE } from "./stage.js";

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;
const TYPES = { ".html": "text/html", ".js": "text/javascript" };
const certificates = new URL("../../package/support/tls/", import.meta.url);

/** What a step of a script does with a stream. */
const STEPS = {
  ok(stream) {
    stream.respond({ ":status": 200, "content-type": "text/plain" });
    stream.end("fine");
  },
  refused: (stream) => stream.close(NGHTTP2_REFUSED_STREAM),
  cancel: (stream) => stream.close(NGHTTP2_CANCEL),
  // The connection ends once the answer is out.
  goaway(stream) {
    STEPS.ok(stream);
    stream.session.goaway(NGHTTP2_NO_ERROR);
  },
  // The connection ends instead of an answer, and says that this request may have been acted on.
  lost: (stream) => stream.session.destroy(undefined, NGHTTP2_INTERNAL_ERROR),
  // Ten bytes of the hundred that were promised, and once the client has seen the head, an error on the stream: an engine that
  // reads both at once would have no answer, only the error.
  broken: (stream, seen) => promise(stream, 200, () => seen.then(() => stream.destroy(new Error("broken on purpose")))),
  // The same, but the stream ends as if all were well.
  short: (stream, seen) => promise(stream, 200, () => seen.then(() => stream.end())),
  "503-short": (stream) => promise(stream, 503, () => stream.end()),
};

function promise(stream, status, then) {
  stream.respond({ ":status": status, "content-type": "text/plain", "content-length": 100 });
  stream.write("0123456789", then);
}

/**
 * `/steps/ID?cancel,ok` plays one step for each request to it; `seen(ID)` tells what was played. A step `refused*` is played until
 * `/next/ID` is asked for: engines themselves send some requests again, as often as they like. `/next/ID` also says that the head of
 * an answer was seen.
 */
export async function startHttp2() {
  const [key, cert] = await Promise.all(["key.pem", "self-signed.pem"].map((name) => readFile(new URL(name, certificates))));
  const server = createSecureServer({ key, cert });
  const sessions = new Set();
  const scripts = new Map();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  server.on("stream", (stream, { ":path": path }) => {
    stream.on("error", () => {});
    const { pathname, search } = new URL(path, "https://server");
    const [, route, id] = /^\/(steps|next)\/(.+)$/.exec(pathname) ?? [];
    if (route === undefined) return serve(stream, pathname);
    const script = scripts.get(id) ?? newScript(search.slice(1).split(","));
    scripts.set(id, script);
    if (route === "next") {
      script.at++;
      script.resolveNext();
      return STEPS.ok(stream);
    }
    const step = script.steps[Math.min(script.at, script.steps.length - 1)];
    if (!step.endsWith("*")) script.at++;
    const name = step.replace("*", "");
    script.seen.push(name);
    STEPS[name](stream, script.next);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    seen: (id) => scripts.get(id)?.seen ?? [],
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function newScript(steps) {
  let resolveNext;
  const next = new Promise((resolve) => {
    resolveNext = resolve;
  });
  return { steps, at: 0, seen: [], next, resolveNext };
}

async function serve(stream, pathname) {
  const name = pathname === "/" ? "/index.html" : pathname;
  const file = name.startsWith("/pkg/") ? join(PACKAGE, name.slice(5)) : join(SITE, name);
  const content = await readFile(file).catch(() => undefined);
  if (stream.destroyed) return;
  stream.respond({ ":status": content ? 200 : 404, "content-type": TYPES[extname(file)] ?? "text/plain" });
  stream.end(content);
}
