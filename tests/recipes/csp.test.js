// docs/recipes/csp.md: its server and its page, in three engines, with the directive and without.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openStage } from "../package/support/stage.js";
import { application, browsers, folder, page, shows } from "./support/pages.js";
import { blockOf, replaced } from "./support/recipe.js";

const dir = folder("csp");
const stage = await openStage();

// Shown after the recipe's own text: whether JavaScript may be made of text.
const EVAL = `
  try {
    (0, eval)("document.body.append(' by eval')");
  } catch {
    document.body.append(" without eval");
  }
`;

/** Serves the recipe's page by the recipe's server, and gives its address. */
async function served(t, script, change = (code) => code) {
  const { url, journal } = await stage.play(script);
  const code = `${blockOf("csp", "page.js", url)}${EVAL}`;
  const name = await application(dir, { "page.js": code }, ["page.js"]);
  const site = join(dir, name);
  cpSync(join(site, "built/page.js"), join(site, "page.js"));
  writeFileSync(join(site, "index.html"), page("page.js"));
  writeFileSync(join(site, "server.mjs"), change(blockOf("csp", "server.mjs", stage.url)));
  const server = spawn(process.execPath, ["server.mjs"], { cwd: site, env: { PATH: process.env.PATH, PORT: "0" } });
  server.stderr.pipe(process.stderr);
  t.after(() => server.kill("SIGKILL"));
  const [line] = await once(server.stdout.setEncoding("utf8"), "data");
  return { address: `http://127.0.0.1:${/listening on (\d+)/.exec(line)[1]}/`, journal };
}

for (const browser of await browsers("chromium", "firefox", "webkit")) {
  test(`${browser.name}: the page retries under the policy of the recipe, which allows no eval`, async (t) => {
    const { address, journal } = await served(t, ["503;retry-after-ms=20", "200"]);
    const opened = await browser.open(address);
    t.after(() => opened.close());
    await shows(opened, "200 without eval");
    assert.equal((await journal({ hits: 2 })).hits.length, 2);
  });

  test(`${browser.name}: without the directive it goes without retries`, async (t) => {
    const { address, journal } = await served(t, ["503", "200"], (code) => replaced(code, " 'wasm-unsafe-eval'", ""));
    const opened = await browser.open(address);
    t.after(() => opened.close());
    await shows(opened, "503 without eval");
    assert.equal((await journal({ hits: 1 })).hits.length, 1);
  });
}
