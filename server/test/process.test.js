import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../app.js";
import { get, rawRequest } from "../support/client.js";

function run(t, ...args) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../main.js", import.meta.url)), ...args]);
  t.after(() => child.kill("SIGKILL"));
  return { child, exited: once(child, "exit"), errors: text(child.stderr) };
}

test("it prints one line when ready, and a signal ends it though connections hang", { timeout: 60_000 }, async (t) => {
  for (const signal of ["SIGTERM", "SIGINT"]) {
    const { child, exited, errors } = run(t, "--port", "0");
    child.stdout.setEncoding("utf8");
    const [line] = await once(child.stdout, "data");
    assert.match(line, /^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    const url = line.trim().split(" ").at(-1);
    const hanging = await rawRequest(url, get("/play/a?script=hang"));
    const endless = await rawRequest(url, get("/play/b?script=endless"));
    for (const id of ["a", "b"]) await fetch(`${url}/journal/${id}?hits=1&wait=5000`);
    let more = "";
    child.stdout.on("data", (chunk) => {
      more += chunk;
    });
    child.kill(signal);
    assert.deepEqual(await exited, [0, null]);
    await Promise.all([hanging.ended, endless.ended]);
    assert.deepEqual([more, await errors], ["", ""]);
  }
});

test("it listens on 127.0.0.1 and nowhere else", async (t) => {
  for (const host of ["0.0.0.0", "::", "localhost", "192.0.2.1"]) {
    await assert.rejects(start({ host }), {
      message: `A server that misbehaves on purpose listens on 127.0.0.1 only, not on ${host}.`,
    });
  }
  const { exited, errors } = run(t, "--host", "0.0.0.0");
  assert.deepEqual(await exited, [1, null]);
  assert.match(await errors, /listens on 127\.0\.0\.1 only/);
});

test("bad arguments and a port in use are said in one line", async (t) => {
  const taken = await start();
  t.after(() => taken.close());
  const cases = [
    [["--port", "http"], /^--port must be a number from 0 to 65535, but is http\.\n$/],
    [["--port", "65536"], /^--port must be .* but is 65536\.\n$/],
    [["--nope"], /^Unknown option '--nope'/],
    [["--port", new URL(taken.url).port], /EADDRINUSE.*\n$/],
  ];
  for (const [args, message] of cases) {
    const { exited, errors } = run(t, ...args);
    assert.deepEqual(await exited, [1, null]);
    assert.match(await errors, message);
  }
});
