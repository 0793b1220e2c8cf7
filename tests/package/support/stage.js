// The misbehaving server, in this process, for the tests of one file.
import { after } from "node:test";
import { start } from "../../../server/app.js";

/** Starts a server that is closed after the last test of the file. */
export async function openStage(options) {
  const server = await start({ port: 0, ...options });
  after(() => server.close());
  let scenes = 0;

  /** An address of its own that plays these steps, in the compact form or the JSON one. */
  async function play(steps, { afterwards = "repeat-last" } = {}) {
    const id = `scene-${++scenes}`;
    // biome-ignore lint/suspicious/noThenProperty: a word of the script language.
    const script = { steps: typeof steps === "string" ? steps.split(",") : steps, then: afterwards };
    const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(script) };
    const defined = await fetch(`${server.url}/scripts/${id}`, init);
    if (!defined.ok) throw new Error(await defined.text());
    return { url: `${server.url}/play/${id}`, journal: (query) => journal(id, query) };
  }

  /** The journal, once so many hits came, or so few connections are open. */
  async function journal(id, query = {}) {
    const response = await fetch(`${server.url}/journal/${id}?${new URLSearchParams({ wait: 30_000, ...query })}`);
    return response.json();
  }

  return { url: server.url, play };
}
