// TypeScript: programs that are compiled strictly, with the package's own types checked too, and then run.
import { join } from "node:path";
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { bin, dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "TypeScript");

const runs = async (...command) => {
  const scene = await stage.play(SCRIPT);
  await survived(await program(process.execPath, [...command, scene.url], { dir }), scene);
};

const PROJECTS = {
  nodenext: { what: "module nodenext, an ES module and a CommonJS file", files: ["app.mjs", "app.cjs"] },
  node16: { what: "module node16, an ES module and a CommonJS file", files: ["app.mjs", "app.cjs"] },
  bundler: { what: "moduleResolution bundler, an ES module", files: ["app.mjs"] },
};

// The oldest that works, and the newest of each generation since.
for (const [compiler, ...projects] of [
  ["typescript-5.2", "nodenext"],
  ["typescript-5.9", "nodenext", "node16", "bundler"],
  ["typescript-6", "nodenext"],
  ["typescript-7", "nodenext", "node16", "bundler"],
]) {
  for (const project of projects) {
    const { what, files } = PROJECTS[project];
    ran("tsc", versionOf(compiler), what, async () => {
      const out = join("built", compiler, project);
      const tsc = join("node_modules", compiler, "bin/tsc");
      await program(process.execPath, [tsc, "--project", `${project}.json`, "--outDir", out], { dir });
      for (const file of files) await runs(join(out, file));
    });
  }
}

ran("tsx", versionOf("tsx"), "an ES module", () => runs(bin("tsx"), "app.mts"));
ran("tsx", versionOf("tsx"), "a CommonJS file", () => runs(bin("tsx"), "app.cts"));
ran("Node strips types", process.versions.node, "an ES module", () => runs("app.mts"));
