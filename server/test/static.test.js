import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { start } from "../app.js";
import { rawRequest, startFor } from "../support/client.js";

function directory(t, files) {
  const path = mkdtempSync(join(tmpdir(), "server-"));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

test("files have their MIME type and are not cached", async (t) => {
  const names = ["a.js", "a.mjs", "a.wasm", "a.json", "a.css", "sub/a.html"];
  const { url } = await startFor(t, { root: directory(t, Object.fromEntries(names.map((name) => [name, name]))) });
  const types = [];
  for (const name of names) {
    const response = await fetch(`${url}/${name}`);
    const { headers } = response;
    assert.deepEqual([response.status, await response.text()], [200, name]);
    assert.deepEqual([headers.get("cache-control"), headers.get("server")], ["no-store", "misbehaving"]);
    types.push(headers.get("content-type"));
  }
  assert.deepEqual(types, [
    "application/javascript; charset=utf-8",
    "application/javascript; charset=utf-8",
    "application/wasm",
    "application/json; charset=utf-8",
    "text/css; charset=utf-8",
    "text/html; charset=utf-8",
  ]);
});

test("several roots, with prefixes, beside the routes of the server itself", async (t) => {
  const plain = directory(t, { "index.html": "home" });
  const pkg = directory(t, { "dist/index.js": "package", "index.html": "package page" });
  const { url } = await startFor(t, { root: [plain, `/pkg=${pkg}`] });
  const text = async (path) => (await fetch(url + path)).text();
  assert.deepEqual([await text("/"), await text("/pkg/dist/index.js"), await text("/pkg")], ["home", "package", "package page"]);
  assert.match(await text("/play/a?script=200"), /"attempt":1/);
  const missing = await fetch(`${url}/pkg/none.js`);
  assert.deepEqual([missing.status, await missing.text()], [404, "Nothing is served at /pkg/none.js.\n"]);
});

test("nothing outside a root is served", async (t) => {
  const path = directory(t, { "secret.txt": "secret", "open/a.txt": "a" });
  const { url } = await startFor(t, { root: join(path, "open") });
  for (const attack of ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]) {
    const raw = await rawRequest(url, `GET ${attack} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await raw.ended;
    assert.match(raw.text, /^HTTP\/1\.1 40[034] /);
    assert.doesNotMatch(raw.text, /secret$/);
  }
});

test("roots that cannot be served are refused", async (t) => {
  const path = directory(t, {});
  const cases = [
    [join(path, "none"), /none is not a directory\.$/],
    [[path, `/=${path}`], /^Two roots are given for \/\.$/],
    [`/play/x=${path}`, /^\/play\/x cannot be a root: the server uses \/play itself\.$/],
  ];
  for (const [root, message] of cases) await assert.rejects(start({ root }), { message });
});
