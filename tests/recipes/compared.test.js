// The table in README that sets the package beside others: each cell is what this test measures, in front of a server that misbehaves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { printed } from "../package/support/child.js";
import { INSTALLED } from "../package/support/installed.js";
import { openStage } from "../package/support/stage.js";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const stage = await openStage();

/** How each of them is used: as its own README shows it first, with three retries of statuses from 500 on. */
const CLIENTS = {
  "holdfast-fetch": {
    size: 'export { fetchWithRetry } from "holdfast-fetch";',
    whole: `const { whole } = await import("holdfast-fetch/body"); client = whole();`,
    code: `const { fetchWithRetry } = await import("holdfast-fetch");
      const exact = { backoff: { type: "constant", base: waits }, jitter: "none" };
      client = (url, init) => fetchWithRetry(url, waits ? exact : {}, init);`,
  },
  ky: {
    size: 'export { default } from "ky";',
    code: `const { default: ky } = await import("ky");
      const retry = waits ? { limit: 3, delay: () => waits } : 3;
      client = (url, init) => ky(url, { ...init, retry });`,
  },
  "fetch-retry": {
    size: 'export { default } from "fetch-retry";',
    code: `const { default: fetchRetry } = await import("fetch-retry");
      const retrying = fetchRetry(fetch, { retries: 3, retryOn: (attempt, error, response) => attempt < 3 && (error !== null || response.status >= 500), ...(waits && { retryDelay: waits }) });
      client = (url, init) => retrying(url, init);`,
  },
  "axios-retry": {
    size: 'export { default as axios } from "axios"; export { default } from "axios-retry";',
    code: `const [{ default: axios }, { default: axiosRetry }] = [await import("axios"), await import("axios-retry")];
      axiosRetry(axios, { retries: 3, retryDelay: waits ? () => waits : axiosRetry.exponentialDelay });
      client = (url, { body: data, ...init } = {}) => axios({ url, data, ...init, validateStatus: (status) => status < 500 });`,
  },
  "p-retry": {
    size: 'export { default } from "p-retry";',
    code: `const { default: pRetry } = await import("p-retry");
      client = (url, init, read = (response) => response) => pRetry(async () => {
        const response = await fetch(url, init);
        if (response.status >= 500) throw new Error(response.statusText);
        return read(response);
      }, { retries: 3, ...(waits && { minTimeout: waits, maxTimeout: waits }), signal: init?.signal });`,
  },
  cockatiel: {
    size: 'export { ExponentialBackoff, handleAll, retry } from "cockatiel";',
    code: `const { ConstantBackoff, ExponentialBackoff, handleAll, retry } = await import("cockatiel");
      const policy = retry(handleAll, { maxAttempts: 3, backoff: waits ? new ConstantBackoff(waits) : new ExponentialBackoff() });
      client = (url, init, read = (response) => response) => policy.execute(async ({ signal }) => {
        const response = await fetch(url, { ...init, signal });
        if (response.status >= 500) throw new Error(response.statusText);
        return read(response);
      }, init?.signal);`,
  },
};
const NAMES = Object.keys(CLIENTS);

/** Runs a program that has `client`, and says something in JSON. `waits`: in milliseconds, in place of its own. */
function using(name, program, { waits, whole = false } = {}) {
  const { code, whole: body } = CLIENTS[name];
  return printed(`const waits = ${waits}; let client; ${whole && body ? body : code}
    const say = (value) => { console.log(JSON.stringify(value)); process.exit(); };
    ${program}`);
}

const gap = ([first, second]) => second.at - first.at;

/** What is measured, by what its row in README says first. Each gives a cell for a client. */
const ROWS = {
  "sends a POST once whose answer was lost": async (name) => {
    const { url, journal } = await stage.play(["drop", "200"]);
    await using(name, `await client("${url}", { method: "POST", body: "order" }).catch(() => {}); say(0);`);
    const { hits } = await journal({ hits: 1 });
    return hits.length === 1;
  },
  "heeds `Retry-After`": async (name) => {
    const { url, journal } = await stage.play([{ status: 503, headers: { "retry-after": "3" } }, "200"]);
    await using(name, `await client("${url}"); say(0);`);
    return gap((await journal({ hits: 2 })).hits) >= 3000;
  },
  "waits at random, so that calls that fail together come back apart": async (name) => {
    const scenes = await Promise.all(Array.from({ length: 12 }, () => stage.play(["503", "200"])));
    // As it asks for them, and nobody else does: a busy machine makes any wait longer.
    const waits = await using(
      name,
      `const asked = [];
       const { setTimeout: later } = globalThis;
       globalThis.setTimeout = (then, wait, ...rest) => {
         if (wait < 5000 && new Error().stack.includes("/node_modules/${name}/")) asked.push(wait);
         return later(then, wait, ...rest);
       };
       for (const url of ${JSON.stringify(scenes.map(({ url }) => url))}) await client(url);
       say(asked);`,
    );
    assert.ok(waits.length >= scenes.length, `${name}: ${waits}`);
    // A fifth more or less leaves them together.
    return (Math.max(...waits) - Math.min(...waits)) / Math.max(...waits) > 0.3;
  },
  "an abort ends a wait at once": async (name) => {
    const { url } = await stage.play(["503"]);
    const journal = `${url.replace("/play/", "/journal/")}?hits=1&open=0&wait=30000`;
    return using(
      name,
      `const giving = new AbortController();
       const call = client("${url}", { signal: giving.signal }).then(() => "answered", () => "ended");
       await (await fetch("${journal}")).json();
       // Until the answer has come, and the wait has begun.
       await new Promise((resolve) => setTimeout(resolve, 500));
       giving.abort();
       say(await Promise.race([call, new Promise((resolve) => setTimeout(resolve, 500, "waits"))]) === "ended");`,
      { waits: 5000 },
    );
  },
  "requests that 50 calls in turn send to a dead server": async (name) => {
    const { url, journal } = await stage.play(["503"]);
    await using(name, `for (let i = 0; i < 50; i++) await client("${url}").catch(() => {}); say(0);`, { waits: 1 });
    return String((await journal({ hits: 50 })).hits.length);
  },
  "reads a JSON again that was cut (here: by `whole`)": async (name) => {
    const whole = { status: 200, headers: { "content-type": "application/json" }, body: { orders: [1, 2, 3] } };
    const { url } = await stage.play([{ ...whole, cut: 0.5 }, whole]);
    return using(
      name,
      `const read = (response) => response.data ?? response.json();
       const { orders } = await client("${url}", undefined, read).then((it) => (it.orders ? it : read(it))).catch(() => ({}));
       say(orders?.length === 3);`,
      { whole: true },
    );
  },
  "has a circuit breaker": (name) =>
    using(name, `const all = await import("${name}"); say(Boolean(all.CircuitBreaker ?? all.circuitBreaker));`),
  "answers with the platform's `Response`": async (name) => {
    const { url } = await stage.play(["200"]);
    return using(name, `say((await client("${url}")) instanceof Response);`);
  },
  "download, kB brotli": async (name) => {
    const { outputFiles } = await build({
      stdin: { contents: CLIENTS[name].size, resolveDir: INSTALLED },
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
    });
    const packed = brotliCompressSync(outputFiles[0].contents, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: outputFiles[0].contents.length },
    });
    return (packed.length / 1000).toFixed(1);
  },
};

/** The table as README has it: by row, the cells. */
function table() {
  const lines = README.split("\n");
  const head = lines.findIndex((line) => NAMES.every((name) => line.includes(name)) && line.startsWith("|"));
  assert.ok(head >= 0, "README has no table that names them all");
  const cells = (line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("**", ""));
  const [, ...names] = cells(lines[head]);
  assert.deepEqual(
    names.map((name) => name.replace(/\[(.*?)\].*/, "$1")),
    NAMES,
  );
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  return lines.slice(head + 2, end).map(cells);
}

const rows = table();

test("README's table has a row for each measurement, and no other", () => {
  assert.deepEqual(
    rows.map(([said]) => said),
    Object.keys(ROWS),
  );
});

for (const [said, measure] of Object.entries(ROWS)) {
  test(`README: ${said}`, async () => {
    const measured = await Promise.all(NAMES.map(measure));
    const [, ...stated] = rows.find(([row]) => row === said) ?? [];
    const isNumber = typeof measured[0] === "string" && measured[0].includes(".");
    if (isNumber) {
      for (const [at, kilobytes] of measured.entries())
        assert.ok(
          Math.abs(kilobytes - stated[at]) <= 0.03 * kilobytes,
          `${NAMES[at]}: ${kilobytes}, and README says ${stated[at]}`,
        );
    } else {
      const cell = (value) => (typeof value === "string" ? value : value ? "yes" : "no");
      assert.deepEqual(stated, measured.map(cell));
    }
  });
}
