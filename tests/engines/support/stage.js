// A page of the site that a server serves, in the engine that ENGINE names, and what to run in it and in its workers.

import { randomUUID } from "node:crypto";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../../../server/app.js";
import { launch } from "../launch.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Where a case may run. */
export const PLACES = ["page", "dedicated", "shared", "service"];
export const nameOf = (where) => (where === "page" ? "in a page" : `in a ${where} worker`);

export const SITE = path("../site");
export const PACKAGE = path("../../../pkg/dist");
// What the package's own tests share, as far as it runs in pages.
const SHARED = path("../../package/support");
// Objects that are known byte by byte.
const SERVER = path("../../../server");

const misbehaving = () => start({ root: [SITE, `/pkg=${PACKAGE}`, `/shared=${SHARED}`, `/server=${SERVER}`] });

/**
 * Registers the hooks. `startServer` gives a server of the site, `{ url, close }`; the misbehaving one unless told otherwise.
 * `prepare` is run in the page.
 */
export function stage({ startServer = misbehaving, prepare = () => {} } = {}) {
  const parts = {
    server: undefined,
    browser: undefined,
    page: undefined,
    /** Runs a case of site/cases.js. */
    run: (where, name, ...args) =>
      parts.page.evaluate((where, name, args) => window.run(where, name, ...args), where, name, args),
    /** A new script on the misbehaving server: its address, and that of its journal with what there is to wait for. */
    script(steps) {
      const id = randomUUID();
      const { url } = parts.server;
      return {
        url: `${url}/play/${id}?script=${steps}`,
        journal: (condition) => `${url}/journal/${id}?wait=20000&${condition}`,
      };
    },
  };
  before(async () => {
    parts.server = await startServer();
    parts.browser = await launch();
    parts.page = await parts.browser.open(`${parts.server.url}/`);
    await parts.page.waitForFunction(() => window.run !== undefined);
    await parts.page.evaluate(prepare);
  });
  after(async () => {
    await parts.browser?.close();
    await parts.server?.close();
  });
  return parts;
}
