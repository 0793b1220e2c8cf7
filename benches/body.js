// What it costs to read bodies that may be continued, over real connections on this machine, and what of the entry an application downloads.
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { bundled } from "./lib/bundle.js";
import { built, version } from "./lib/package.js";
import { started } from "./lib/process.js";
import { least, spread } from "./lib/statistics.js";
import { percent, ratio, table, whole } from "./lib/table.js";

const SERVER = new URL("lib/body-server.js", import.meta.url);
const SUBJECT = new URL("lib/body-subject.js", import.meta.url);
const MAIN = "holdfast-fetch";

const SUBJECTS = [
  { name: "bare fetch", module: "bare" },
  { name: "holdfast: createFetch", module: "createFetch" },
  { name: "holdfast: resuming", module: "resuming" },
  { name: "holdfast: whole", module: "whole" },
  { name: "undici: bare fetch", module: "undici" },
  { name: "undici: fetch with RetryAgent", module: "retryAgent" },
];

const BODIES = [
  { kind: "big", title: "A body of 64 MiB, with an ETag", count: 2, unit: "ms", of: 1e3 },
  { kind: "small", title: "Bodies of 20 bytes, one after the other", count: 1_000, unit: "µs", of: 1e6 },
  { kind: "medium", title: "Bodies of 64 KiB, one after the other", count: 300, unit: "µs", of: 1e6 },
];

export async function body({ rounds = 9 } = {}) {
  const server = started(SERVER, { name: "server" }, {});
  const url = await server.answer();
  const [texts, facts] = [[], {}];
  for (const { kind, title, count, unit, of } of BODIES) {
    const taken = await measured(SUBJECTS, { url, kind, count, rounds });
    const [bare] = taken;
    const rows = taken.map(({ name, wall, cpu }) => [
      name,
      ratio(least(wall) / least(bare.wall)),
      ratio(least(cpu) / least(bare.cpu)),
      whole((least(wall) / count) * of),
      whole((least(cpu) / count) * of),
      percent(spread(wall)),
    ]);
    texts.push(`${title}:\n\n${table(["", "time to bare", "CPU to bare", `${unit} of time`, `${unit} of CPU`, "spread"], rows)}`);
    const own = taken.find(({ name }) => name === "holdfast: resuming");
    facts[`resuming, ${kind}`] = least(own.wall) / least(bare.wall);
  }
  server.child.kill();
  texts.push(
    `What the entry adds to an application that has \`createFetch\` already, and all of it, in bytes:\n\n${await sizes()}`,
  );
  texts.push(`undici ${version("undici")}.`);
  return { tables: texts.join("\n\n"), facts };
}

async function measured(subjects, data) {
  const running = subjects.map((subject) => ({ subject, ...started(SUBJECT, subject, { ...data, module: subject.module }) }));
  try {
    for (const { answer } of running) await answer();
    const taken = running.map(({ subject }) => ({ ...subject, wall: [], cpu: [] }));
    // The first one warms up.
    for (let round = -1; round < data.rounds; round++) {
      for (const [index, { child, answer }] of running.entries()) {
        child.send("again");
        const { wall, cpu } = await answer();
        if (round < 0) continue;
        taken[index].wall.push(wall);
        taken[index].cpu.push(cpu);
      }
    }
    return taken;
  } finally {
    for (const { child } of running) child.kill();
  }
}

async function sizes() {
  const from = fileURLToPath(built("."));
  const alone = await bundled(`export { createFetch } from "${MAIN}";`, from);
  const base = brotliCompressSync(alone).length;
  const rows = [];
  for (const names of ["resuming", "whole", "events", "resuming, whole, events", "BodyError"]) {
    const source = `export { createFetch } from "${MAIN}"; export { ${names} } from "${MAIN}/body";`;
    const brotli = brotliCompressSync(await bundled(source, from)).length;
    rows.push([names, whole(brotli - base), whole(brotli)]);
  }
  return table(["", "added, brotli 11", "with createFetch"], rows);
}
