// The scenes of the first page without the page: their plans lived through in a thread of Node, by the same code and package.
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const CODE = `
import { parentPort, workerData } from "node:worker_threads";
import { allSettings } from "./scene.ts";
import { SCENES } from "./scripts/all.ts";
import { reasonOf, summarise } from "./summary.ts";
import { VirtualClock } from "./world/clock.ts";
import { record } from "./world/record.ts";

const results = [];
for (const { id, seed, settings } of workerData) {
  const scene = SCENES.find((one) => one.id === id);
  for (const chosen of settings === undefined ? allSettings(scene) : [settings]) {
    const clock = new VirtualClock();
    clock.install();
    const recording = await record({ ...scene.plan(chosen), seed }, clock);
    const summary = summarise(recording);
    const told = scene.tell(summary, chosen);
    const reasons = [...recording.calls.begun.keys()].map((call) => reasonOf(recording, call));
    const sent = [...recording.attempts.sent];
    results.push({ id, seed, settings: chosen, told, reasons, sent, numbers: JSON.parse(JSON.stringify(summary)), arrived: [...recording.attempts.arrived] });
  }
}
parentPort.postMessage({ results, ids: SCENES.map(({ id }) => id) });
`;

let bundle;

async function code() {
  bundle ??= build({
    stdin: { contents: CODE, resolveDir: new URL("../../../www/src/scenes", import.meta.url).pathname },
    alias: { "holdfast-fetch": new URL("../../../pkg/dist/index.js", import.meta.url).pathname },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  const { outputFiles } = await bundle;
  return new URL(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/**
 * Records scenes, each of `{ id, seed, settings }`; without settings, all of the scene's knob.
 *
 * @returns {Promise<{ id: string, seed: number, settings: object, told: string, reasons: string[], sent: number[], arrived: number[], numbers: object }[]>}
 */
export async function recordedInNode(wanted) {
  return (await inThread(wanted)).results;
}

/** The names of all scenes. */
export async function scenes() {
  return (await inThread([])).ids;
}

async function inThread(workerData) {
  const worker = new Worker(await code(), { workerData });
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}
