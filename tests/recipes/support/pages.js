// Recipes for pages: bundled as an application is, served by the server that misbehaves, opened in real browsers.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { build } from "esbuild";
import { launch } from "../../engines/launch.js";
import { INSTALLED } from "../../package/support/installed.js";

/** A folder for the files of one test file, gone when its tests are over. */
export function folder(name) {
  const dir = join(INSTALLED, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes the files of an application into a folder of its own within `dir` and bundles some into its folder `built`. Returns its name. */
export async function application(dir, files, entryPoints) {
  const name = `application-${++applications}`;
  mkdirSync(join(dir, name));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(dir, name, file), content);
  await build({
    entryPoints: entryPoints.map((file) => join(dir, name, file)),
    outdir: join(dir, name, "built"),
    bundle: true,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "error",
  });
  return name;
}
let applications = 0;

/** A page with a root for components and one module. */
export const page = (module) =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="${module}"></script>`;

/** Launches browsers for the tests of a file. */
export async function browsers(...engines) {
  const launched = await Promise.all(engines.map((engine) => launch(engine)));
  after(() => Promise.all(launched.map((browser) => browser.close())));
  return launched;
}

/** Resolves once the page shows a text; otherwise says what it shows, and what it complains of. */
export async function shows(opened, text) {
  try {
    await opened.waitForFunction((wanted) => document.body.textContent.includes(wanted), { timeout: 20_000 }, text);
  } catch (error) {
    const shown = await opened.evaluate(() => document.body.textContent);
    throw new Error(`not ${text}, but ${shown}: ${JSON.stringify(await opened.problems())}`, { cause: error });
  }
}
