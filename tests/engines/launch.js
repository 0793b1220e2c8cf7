// One browser of three, driven through one small interface: see README.md beside this file.

/** @typedef {"chromium" | "firefox" | "webkit"} Engine */

const LAUNCHERS = {
  chromium: async () => (await import("./chromium.js")).launchChromium(),
  firefox: async () => (await import("./firefox.js")).launchFirefox(),
  webkit: async () => (await import("./webkit.js")).launchWebkit(),
};

/** @type {Engine[]} */
export const ENGINES = Object.keys(LAUNCHERS);

/** The engine that the environment variable ENGINE names; Chromium if it names none. */
export function chosenEngine() {
  const engine = process.env.ENGINE || "chromium";
  if (!ENGINES.includes(engine)) throw new Error(`ENGINE is ${engine}; it may be ${ENGINES.join(", ")}`);
  return engine;
}

/** @param {Engine} engine */
export function launch(engine = chosenEngine()) {
  return LAUNCHERS[engine]();
}
