import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { frame, PAGES, REPOSITORY } from "./frame.js";
import { writePapers } from "./papers.js";
import { tableOf, weigh } from "./weigh.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  // Relative addresses: the built pages work from any folder of any server.
  base: "./",
  plugins: [
    frame(),
    {
      name: "papers",
      apply: "build",
      closeBundle: () => writePapers({ from: here("../pkg"), dist: here("dist"), repository: REPOSITORY }),
    },
    {
      name: "weigh",
      apply: "build",
      closeBundle: () => {
        const folders = PAGES.map(({ folder }) => folder);
        console.log(`\nWhat a visitor downloads, each page by itself:\n${tableOf(weigh(here("dist"), folders))}\n`);
      },
    },
  ],
  resolve: {
    // The pages show what users install, so they import the built package, never the sources.
    alias: {
      // Before the name that it begins with.
      "holdfast-fetch/body": here("../pkg/dist/body.js"),
      "holdfast-fetch": here("../pkg/dist/index.js"),
      "holdfast-simulator": here("../target/simulator/simulator.js"),
    },
  },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    // A data: module or font would be stopped by the pages' own content security policy.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // Of what is imported later, a page knows no more than its address.
      resolveDependencies: (_file, dependencies, { hostType }) => (hostType === "html" ? dependencies : []),
    },
    rollupOptions: {
      input: [...PAGES.map(({ folder }) => folder), "docs/"].map((folder) => here(`${folder}index.html`)),
    },
  },
  worker: {
    format: "es",
    rollupOptions: {
      // A service worker is known by its address, and may govern only what is beside or below it.
      output: { entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js") },
    },
  },
});
