// The package without a bundler, straight from node_modules: in pages, in workers, under content security policies.
import assert from "node:assert/strict";
import { consumer, SCRIPT } from "../support/consumer.js";
import { browsers, served, shown, survivedIn } from "../support/page.js";

const { dir, ran, stage } = await consumer(import.meta.dirname, "Browsers, without a bundler");
const site = await served(dir);

for (const browser of await browsers("chromium", "firefox", "webkit")) {
  const runs = (what, body) => ran(browser.name, browser.version, what, body);

  for (const [file, what] of [
    ["import-map.html", "an import map"],
    ["worker.html", "a dedicated module worker"],
    ["service-worker.html", "a module service worker"],
    ["csp-with-wasm.html", "a content security policy with 'wasm-unsafe-eval'"],
  ]) {
    runs(what, () => survivedIn([browser], `${site}/${file}`, stage));
  }

  runs("a content security policy without 'wasm-unsafe-eval': the error names it", async () => {
    const scene = await stage.play(SCRIPT);
    const address = `${site}/csp-without-wasm.html?play=${encodeURIComponent(scene.url)}`;
    const { name, message } = JSON.parse(await shown(browser, address));
    assert.equal(name, "CompileError");
    assert.match(message, /content security policy, its script-src must allow 'wasm-unsafe-eval'/);
    assert.equal((await scene.journal()).attempts, 0);
  });
}
