// A TLS server on loopback whose certificate no client trusts. The key was made for these tests and protects nothing.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:tls";

const read = (name) => readFileSync(new URL(`./tls/${name}.pem`, import.meta.url));

/**
 * @param {import("node:test").TestContext} test
 * @param {"expired" | "self-signed"} certificate
 */
export async function tlsServer(test, certificate) {
  const server = createServer({ key: read("key"), cert: read(certificate) });
  const seen = { connections: 0 };
  server.on("connection", () => {
    seen.connections++;
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => server.close());
  return { url: `https://127.0.0.1:${server.address().port}/`, seen };
}
