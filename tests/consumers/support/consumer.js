// One consumer: its application installed, the misbehaving server beside it, and each thing it ran as a test and a row of the table.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { after, test } from "node:test";
import { openStage } from "../../package/support/stage.js";
import { installed } from "./install.js";

const RECORDS = resolve(import.meta.dirname, "../../../target/matrix");

/**
 * @param {string} source the consumer's folder
 * @param {string} kind the table's section, such as "Bundlers"
 */
export async function consumer(source, kind) {
  const rows = [];
  const record = join(RECORDS, `consumers-${basename(source)}.json`);
  mkdirSync(RECORDS, { recursive: true });
  const write = (rows) => writeFileSync(record, `${JSON.stringify(rows, null, 2)}\n`);
  // What cannot even be installed or started is a row as well.
  const unable = [{ kind, tool: basename(source), version: "", ran: "nothing: it did not start", result: "failed", seconds: 0 }];
  write(unable);
  const dir = await installed(source);
  const stage = await openStage();
  after(() => write(rows.length > 0 ? rows : unable));

  /** A test that is a row of the table. `version` may be what `versionOf` gives, or a function that asks the running tool. */
  function ran(tool, version, what, body) {
    test(`${tool}: ${what}`, async (t) => {
      const row = { kind, tool, version: "", ran: what, result: "failed", seconds: 0 };
      rows.push(row);
      const begun = performance.now();
      row.version = typeof version === "function" ? await version() : version;
      await body(t);
      row.result = "passed";
      row.seconds = Math.round((performance.now() - begun) / 100) / 10;
    });
  }

  /** The version of a package that this consumer has installed. */
  const versionOf = (name) => JSON.parse(readFileSync(join(dir, "node_modules", name, "package.json"), "utf8")).version;

  /** A program that an installed package brings. */
  const bin = (name) => join(dir, "node_modules/.bin", name);

  return { dir, ran, stage, versionOf, bin };
}

/** What every application is asked to survive: it must answer `RETRIED`. */
export const SCRIPT = "503,503;retry-after-ms=20,200";

/** What every application prints or shows, as JSON, after its request. */
export const RETRIED = { status: 200, statuses: [503, 503, 200], reason: "success" };

/** Checks what an application says of its request, and what the server saw of it. */
export async function survived(said, scene) {
  const report = typeof said === "string" ? JSON.parse(said) : said;
  assert.deepEqual(report, RETRIED);
  await saw(scene, RETRIED.statuses);
}

/** For a call with the preset `livePerson`, which waits 5, 10, 15 s, 2 and 4 min: tests of an application fake the timers. */
export const MINUTES = { script: "5*503,200", statuses: [503, 503, 503, 503, 503, 200] };

/** Checks with which statuses the server answered. */
export async function saw(scene, statuses) {
  const { hits } = await scene.journal({ hits: statuses.length });
  assert.deepEqual(
    hits.map(({ status }) => status),
    statuses,
  );
}
