// A server of plain files below a folder, as anybody has one: it knows nothing of scripts or journals.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Serves `directory` at `folder`, such as "/" or "/demo/pages/". */
export async function servePlainFiles(directory, folder) {
  const asked = [];
  const server = createServer(async ({ method, url }, response) => {
    const { pathname } = new URL(url, "http://plain.example");
    asked.push(`${method} ${pathname}`);
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    try {
      if (method !== "GET" && method !== "HEAD") throw new Error("files are only read");
      if (!path.startsWith(folder)) throw new Error("not below the folder");
      const body = await readFile(join(directory, normalize(path.slice(folder.length))));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(method === "HEAD" ? undefined : body);
    } catch {
      response.writeHead(404).end("Not found");
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}${folder}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
