// Vite's development server, which bundles dependencies ahead, and its production build, shown by its preview server.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { holdsOneCore } from "../support/bundle.js";
import { consumer } from "../support/consumer.js";
import { browsers, namesOf, survivedIn } from "../support/page.js";
import { program, service } from "../support/program.js";

const { dir, ran, stage, versionOf, bin } = await consumer(import.meta.dirname, "Bundlers");
const engines = await browsers("chromium", "firefox");
const ready = /Local:\s+(http:\/\/127\.0\.0\.1:\d+\/)/;

ran("Vite", versionOf("vite"), `development server, in ${namesOf(engines)}`, async () => {
  const server = await service(process.execPath, [bin("vite"), "--host", "127.0.0.1", "--force"], { dir, ready });
  try {
    await survivedIn(engines, server.match[1], stage);
    assert.ok(existsSync(join(dir, "node_modules/.vite/deps/holdfast-fetch.js")), "was not bundled ahead");
  } finally {
    await server.close();
  }
});

ran("Vite", versionOf("vite"), `production build and preview, in ${namesOf(engines)}`, async () => {
  await program(process.execPath, [bin("vite"), "build"], { dir });
  holdsOneCore(join(dir, "dist"), dir);
  const server = await service(process.execPath, [bin("vite"), "preview", "--host", "127.0.0.1"], { dir, ready });
  try {
    await survivedIn(engines, server.match[1], stage);
  } finally {
    await server.close();
  }
});
