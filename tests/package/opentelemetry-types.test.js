// The types of the entry, as programs of both kinds see them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fileOfPackage, INSTALLED } from "./support/installed.js";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

// No @types of the tools: users do not have them.
const STRICT = `--noEmit --strict --exactOptionalPropertyTypes --target es2022 --lib es2022,dom,esnext.disposable --typeRoots ${fileOfPackage("dist")}`;

const PROGRAM = `
  import { metrics, trace } from "@opentelemetry/api";
  import { RetryPolicy } from "holdfast-fetch";
  import { createFetch, fetchWithRetry, type MetricsOptions, metricsListener, observePolicy, type TelemetryOptions, traced } from "holdfast-fetch/opentelemetry";

  const measured: MetricsOptions = { meterProvider: metrics.getMeterProvider() };
  const options: TelemetryOptions = { ...measured, tracerProvider: trace.getTracerProvider(), propagate: (url) => url.length > 0, knownMethods: ["GET"] };
  const response: Promise<Response> = createFetch(new RetryPolicy("standard"), options)("/", { method: "PUT", retry: { retries: 1 } });
  const other: Promise<Response> = fetchWithRetry(new URL("http://api.test/"), { retries: 2 }, { body: () => "again" });
  const platform: typeof fetch = createFetch();
  const policy = new RetryPolicy({ onEvent: metricsListener(measured) });
  const stop: () => void = observePolicy(policy, measured);
  const again: typeof fetch = traced(createFetch(policy), options);
  export { again, other, platform, response, stop };
  // @ts-expect-error: options are no policy
  observePolicy({ retries: 2 });
  // @ts-expect-error: neither yes nor no
  createFetch("standard", { propagate: "yes" });
  // @ts-expect-error: no such preset
  fetchWithRetry("/", "no such preset");
`;

for (const [kind, extension, flags] of [
  ["an ES module", "mts", "--module nodenext"],
  ["a CommonJS file", "cts", "--module nodenext"],
  ["a program for an old resolver", "ts", "--module commonjs --moduleResolution node10"],
]) {
  test(`they fit ${kind}`, (t) => {
    const file = join(INSTALLED, `types-of-tracing.${extension}`);
    writeFileSync(file, PROGRAM);
    t.after(() => rmSync(file));
    try {
      execFileSync(process.execPath, [TSC, ...`${STRICT} ${flags}`.split(" "), file], { encoding: "utf8" });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
}
