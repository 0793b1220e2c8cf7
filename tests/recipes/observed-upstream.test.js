// docs/recipes/node-server.md: the upstream of a service, logged and measured.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { INSTALLED } from "../package/support/installed.js";
import { openStage } from "../package/support/stage.js";
import { blockOf, replaced, stripped } from "./support/recipe.js";

const stage = await openStage();

test("failed calls are lines, all calls are metrics, and while the circuit is open the fallback answers", async (t) => {
  const { url, journal } = await stage.play("503");
  const file = join(INSTALLED, `upstream-${process.pid}.mjs`);
  t.after(() => rmSync(file, { force: true }));
  // The exporter's server is not asked by its port, which somebody else may have: what it would say is printed.
  const code = replaced(
    blockOf("node-server", "upstream.ts"),
    "port: Number(process.env.METRICS_PORT ?? 9464)",
    "preventServerStart: true",
  );
  const program = `
    for (let call = 0; call < 8; call++) await (await fetchOrders(${JSON.stringify(url)})).json();
    exporter.getMetricsRequestHandler({}, { statusCode: 0, setHeader() {}, end: (text) => console.log(text) });`;
  writeFileSync(file, stripped(code + program));
  const child = spawn(process.execPath, [file], { cwd: INSTALLED, env: { PATH: process.env.PATH } });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text;
  });
  child.stderr.pipe(process.stderr);
  const [status] = await once(child, "close");
  assert.equal(status, 0);

  const lines = printed.split("\n").filter((line) => line.startsWith("{"));
  const messages = lines.map((line) => JSON.parse(line));
  assert.ok(messages.some(({ level, msg }) => level === 40 && /attempt 1 of 3: 503 after .*; next attempt in /.test(msg)));
  assert.ok(messages.some(({ msg }) => /circuit closed, now open/.test(msg)));
  for (const wanted of [
    /^http_client_request_duration_count\{.*http_response_status_code="503".*\} \d+$/m,
    /^holdfast_call_duration_count\{.*holdfast_reason="circuit-open".*holdfast_fallback="true".*\} \d+$/m,
    /^holdfast_circuit_state\{.*holdfast_circuit_state="open".*\} 1$/m,
    /^holdfast_retry_tokens\{.*\} [\d.]+$/m,
    /^holdfast_retries_total\{.*error_type="503".*\} \d+$/m,
  ]) {
    assert.match(printed, wanted);
  }
  assert.ok((await journal()).hits.length < 24, "the circuit kept calls away");
});
