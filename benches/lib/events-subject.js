// The process of one subject of events.js: reads a stream to its last event, as often as it is told to, and says what that took.
import assert from "node:assert/strict";
import { built } from "./package.js";

const { module, url, kind, count } = JSON.parse(process.argv[2]);
const address = `${url}/${kind}`;

// Each reads all events, and tells the characters of their data.
const SUBJECTS = {
  async bytes() {
    return async () => {
      let bytes = 0;
      for await (const piece of (await fetch(address)).body) bytes += piece.length;
      return { bytes };
    };
  },
  async events() {
    const { events } = await import(built("dist/body.js"));
    const done = ({ type }) => type === "end";
    return async () => {
      const seen = counter();
      for await (const { type, data } of events(address, {}, { done })) if (type === "delta") seen.add(data);
      return seen;
    };
  },
  async eventsource() {
    const { EventSource } = await import("eventsource");
    return () =>
      new Promise((resolve, reject) => {
        const seen = counter();
        const source = new EventSource(address);
        source.addEventListener("delta", ({ data }) => seen.add(data));
        source.addEventListener("error", reject);
        source.addEventListener("end", () => {
          source.close();
          resolve(seen);
        });
      });
  },
  async fetchEventSource() {
    // It is for pages.
    globalThis.window = globalThis;
    globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
    const { fetchEventSource } = await import("@microsoft/fetch-event-source");
    return async () => {
      const seen = counter();
      const onmessage = ({ event, data }) => event === "delta" && seen.add(data);
      await fetchEventSource(address, { onmessage, openWhenHidden: true });
      return seen;
    };
  },
};

function counter() {
  const seen = {
    events: 0,
    characters: 0,
    add(data) {
      seen.events++;
      seen.characters += data.length;
    },
  };
  return seen;
}

const { bytes } = await (await SUBJECTS.bytes())();
const read = await SUBJECTS[module]();

process.on("message", async () => {
  globalThis.gc();
  const before = process.cpuUsage();
  const began = performance.now();
  const { events = count, characters } = await read();
  const wall = (performance.now() - began) / 1e3;
  assert.equal(events, count);
  assert.ok(characters === undefined || characters > bytes / 2);
  const { user, system } = process.cpuUsage(before);
  process.send({ wall, cpu: (user + system) / 1e6, bytes });
});
process.on("disconnect", () => process.exit());
process.send("ready");
