// What it costs to read event streams, over a real connection on this machine, and what an application downloads for that.
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { bundled } from "./lib/bundle.js";
import { built } from "./lib/package.js";
import { started } from "./lib/process.js";
import { least, spread } from "./lib/statistics.js";
import { percent, ratio, table, whole } from "./lib/table.js";

const SERVER = new URL("lib/events-server.js", import.meta.url);
const SUBJECT = new URL("lib/events-subject.js", import.meta.url);

const SUBJECTS = [
  { name: "bare fetch, bytes only", module: "bytes" },
  { name: "holdfast: events", module: "events" },
  { name: "eventsource", module: "eventsource" },
  { name: "@microsoft/fetch-event-source", module: "fetchEventSource" },
];

const STREAMS = [
  { kind: "tokens", title: "100,000 events of some 100 bytes, as a model's answer has them", count: 100_000 },
  { kind: "large", title: "300 events of 100 kB, a line each", count: 300 },
];

export async function events({ rounds = 9 } = {}) {
  const server = started(SERVER, { name: "server" }, {});
  const url = await server.answer();
  const [texts, facts] = [[], {}];
  for (const { kind, title, count } of STREAMS) {
    const taken = await measured({ url, kind, count, rounds });
    const [bare] = taken;
    const rows = taken.map(({ name, module, wall, cpu, bytes }) => [
      name,
      module === "bytes" ? "" : whole(count / least(wall)),
      whole(bytes / 1e6 / least(wall)),
      ratio(least(cpu) / least(bare.cpu)),
      percent(spread(wall)),
    ]);
    texts.push(`${title}:\n\n${table(["", "events a second", "MB a second", "CPU to bare", "spread"], rows)}`);
    const [own, peer] = ["events", "eventsource"].map((name) => taken.find(({ module }) => module === name));
    facts[`events to eventsource, ${kind}`] = least(own.wall) / least(peer.wall);
  }
  server.child.kill();
  texts.push(`What an application downloads for it, in bytes:\n\n${await sizes()}`);
  return { tables: texts.join("\n\n"), facts };
}

async function measured(data) {
  const running = SUBJECTS.map((subject) => ({ subject, ...started(SUBJECT, subject, { ...data, module: subject.module }) }));
  try {
    for (const { answer } of running) await answer();
    const taken = running.map(({ subject }) => ({ ...subject, wall: [], cpu: [], bytes: 0 }));
    // The first one warms up.
    for (let round = -1; round < data.rounds; round++) {
      for (const [index, { child, answer }] of running.entries()) {
        child.send("again");
        const { wall, cpu, bytes } = await answer();
        if (round < 0) continue;
        taken[index].wall.push(wall);
        taken[index].cpu.push(cpu);
        taken[index].bytes = bytes;
      }
    }
    return taken;
  } finally {
    for (const { child } of running) child.kill();
  }
}

async function sizes() {
  const own = fileURLToPath(built("."));
  const main = `export { createFetch } from "holdfast-fetch";`;
  const base = brotliCompressSync(await bundled(main, own)).length;
  const withEvents = brotliCompressSync(await bundled(`${main} export { events } from "holdfast-fetch/body";`, own)).length;
  const peer = async (source) => whole(brotliCompressSync(await bundled(source)).length);
  return table(
    ["", "brotli 11"],
    [
      ["holdfast: what events adds to createFetch", whole(withEvents - base)],
      ["holdfast: both", whole(withEvents)],
      ["eventsource", await peer(`export { EventSource } from "eventsource";`)],
      ["@microsoft/fetch-event-source", await peer(`export { fetchEventSource } from "@microsoft/fetch-event-source";`)],
    ],
  );
}
