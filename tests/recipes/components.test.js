// docs/recipes/react.md and tanstack-query.md: their components in a page, in front of a server that misbehaves.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { INSTALLED } from "../package/support/installed.js";
import { openStage } from "../package/support/stage.js";
import { application, browsers, folder, page, shows } from "./support/pages.js";
import { blockOf } from "./support/recipe.js";

const dir = folder("components");
const stage = await openStage({ root: dir });
const [browser] = await browsers("chromium");

const orders = (count) => ({ status: 200, headers: { "content-type": "application/json" }, body: Array(count).fill(7) });

/** Opens a page that shows a component of a recipe until its button is pressed. */
async function opened(t, script, { recipe, file, element, strict = false }) {
  const { url, journal } = await stage.play(script);
  const name = /<(\w+)/.exec(element)[1];
  const main = `
    import { StrictMode, useState } from "react";
    import { createRoot } from "react-dom/client";
    import { ${name} } from "./${file}";
    function Frame() {
      const [isShown, show] = useState(true);
      return <>{isShown ? ${element} : "left"}<button id="leave" onClick={() => show(false)}>Leave</button></>;
    }
    const Mode = ${strict} ? StrictMode : ({ children }) => children;
    createRoot(document.querySelector("#root")).render(<Mode><Frame /></Mode>);
  `;
  const files = { [file]: blockOf(recipe, file, url), "main.jsx": main, "index.html": page("built/main.js") };
  const built = await application(dir, files, ["main.jsx"]);
  // Of another origin than the server that it calls, as most pages are.
  const opened = await browser.open(`${stage.url.replace("127.0.0.1", "localhost")}/${built}/index.html`);
  t.after(() => opened.close());
  return { opened, journal };
}

/** Opens a page that shows the component of a recipe that tells how a call goes, built as its framework builds it. */
async function progressing(t, script, recipe) {
  const { url, journal } = await stage.play(script);
  const { files, main } = FRAMEWORKS[recipe](url);
  const watch = `
    globalThis.told = [];
    const root = document.querySelector("#root");
    const note = () => told.push(root.textContent);
    new MutationObserver(note).observe(root, { subtree: true, childList: true, characterData: true });`;
  const sources = { ...files, "main.tsx": `import "./watch.js";${main}`, "watch.js": watch, "index.html": page("built/main.js") };
  const built = await application(dir, sources, ["main.tsx"]);
  const opened = await browser.open(`${stage.url.replace("127.0.0.1", "localhost")}/${built}/index.html`);
  t.after(() => opened.close());
  return { opened, journal };
}

const installed = createRequire(join(INSTALLED, "package.json"));

const FRAMEWORKS = {
  react(url) {
    const main = `
      import { createRoot } from "react-dom/client";
      import { Stock } from "./Stock.tsx";
      const root = createRoot(document.querySelector("#root"));
      root.render(<Stock />);
      globalThis.leave = () => root.unmount();`;
    return { files: { "Stock.tsx": blockOf("react", "Stock.tsx", url) }, main };
  },
  vue(url) {
    const { compileScript, parse } = installed("vue/compiler-sfc");
    const { descriptor } = parse(blockOf("vue", "Orders.vue", url));
    const { content } = compileScript(descriptor, { id: "orders", inlineTemplate: true });
    const main = `
      import { createApp } from "vue";
      import Orders from "./Orders.ts";
      const app = createApp(Orders);
      app.mount("#root");
      globalThis.leave = () => app.unmount();`;
    return { files: { "use-json.ts": blockOf("vue", "use-json.ts"), "Orders.ts": content }, main };
  },
  svelte(url) {
    const { compile } = installed("svelte/compiler");
    const { js } = compile(blockOf("svelte", "Orders.svelte", url), { generate: "client" });
    const main = `
      import { mount, unmount } from "svelte";
      import Orders from "./Orders.js";
      const component = mount(Orders, { target: document.querySelector("#root") });
      globalThis.leave = () => unmount(component);`;
    return { files: { "json.ts": blockOf("svelte", "json.ts"), "Orders.js": js.code }, main };
  },
};

for (const recipe of Object.keys(FRAMEWORKS)) {
  test(`${recipe}: says which attempt comes, and counts down to it`, async (t) => {
    const { opened: shown } = await progressing(t, ["503;retry-after=3", orders(2)], recipe);
    await shows(shown, recipe === "react" ? "2 articles" : "2 orders");
    const told = (await shown.evaluate(() => globalThis.told)).join("\n");
    const seconds = [...told.matchAll(/Attempt 2 of 4, again in (\d+) s/g)].map(([, number]) => Number(number));
    assert.ok(seconds[0] >= 3 && new Set(seconds).size >= 2, told);
    assert.deepEqual(
      seconds,
      seconds.toSorted((a, b) => b - a),
    );
  });

  test(`${recipe}: a person may give up`, async (t) => {
    const { opened: shown, journal } = await progressing(t, "503;retry-after=20", recipe);
    await shows(shown, "Attempt 2 of 4, again in ");
    await shown.click("button");
    await shows(shown, "could not be loaded: Error: cancelled");
    assert.equal((await journal()).hits.length, 1);
  });

  test(`${recipe}: the call ends with the component`, async (t) => {
    const { opened: shown, journal } = await progressing(t, "hang", recipe);
    await shows(shown, "Attempt 1");
    await journal({ hits: 1, open: 1 });
    await shown.evaluate(() => globalThis.leave());
    assert.equal((await journal({ open: 0 })).openConnections, 0);
  });
}

const REACT = { recipe: "react", file: "Orders.tsx", element: "<Orders customer={7} />" };
const QUERY = { recipe: "tanstack-query", file: "orders.tsx", element: "<App />" };

test("react: the wait is shown, and then the orders", async (t) => {
  const { opened: shown, journal } = await opened(t, ["503;retry-after=2", orders(2)], REACT);
  await shows(shown, "No answer yet; trying again in ");
  await shows(shown, "2 orders");
  const { hits } = await journal({ hits: 2 });
  assert.deepEqual(
    hits.map(({ url, status }) => [url.split("?")[1], status]),
    [
      ["customer=7", 503],
      ["customer=7", 200],
    ],
  );
});

test("react: in StrictMode, where everything is mounted twice, too", async (t) => {
  const { opened: shown } = await opened(t, [orders(3)], { ...REACT, strict: true });
  await shows(shown, "3 orders");
  assert.deepEqual(await shown.problems(), []);
});

for (const [name, recipe] of Object.entries({ react: REACT, "tanstack-query": QUERY })) {
  test(`${name}: a call ends with the component`, async (t) => {
    const { opened: shown, journal } = await opened(t, "hang", recipe);
    await journal({ hits: 1 });
    await shown.click("#leave");
    await shows(shown, "left");
    const { hits, openConnections } = await journal({ open: 0 });
    assert.deepEqual([openConnections, hits.length, hits[0].ended], [0, 1, "client-closed"]);
    assert.deepEqual(await shown.problems(), []);
  });

  test(`${name}: what cannot be had is said`, async (t) => {
    const { opened: shown, journal } = await opened(t, "404", recipe);
    await shows(shown, "Orders could not be loaded: status");
    assert.equal((await journal({ hits: 1 })).hits.length, 1);
  });
}

test("tanstack-query: a query is retried, and once only is it retried", async (t) => {
  const { opened: shown, journal } = await opened(t, "500;retry-after-ms=10", QUERY);
  await shows(shown, "Orders could not be loaded: attempts");
  assert.equal((await journal({ hits: 4 })).hits.length, 4);
});

test("tanstack-query: an order is sent again with the same key, and then the orders are asked for anew", async (t) => {
  const { opened: shown, journal } = await opened(t, [orders(2), "503", "200;effect", orders(3)], QUERY);
  await shows(shown, "2 orders");
  await shown.click("button:not(#leave)");
  await shows(shown, "3 orders");
  const { hits, effects } = await journal({ hits: 4 });
  assert.deepEqual(
    hits.map(({ method }) => method),
    ["GET", "POST", "POST", "GET"],
  );
  assert.ok(hits[1].headers["idempotency-key"]);
  assert.equal(hits[1].headers["idempotency-key"], hits[2].headers["idempotency-key"]);
  assert.equal(effects, 1);
});
