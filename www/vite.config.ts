import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  // Relative addresses: the built page works from any folder of any server.
  base: "./",
  resolve: {
    // The page shows what users install, so it imports the built package, never the sources.
    alias: { "holdfast-fetch": here("../pkg/dist/index.js") },
  },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    // A data: module or font would be stopped by the page's own content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file: the editor, and the package with its WebAssembly inside.
    chunkSizeWarningLimit: 600,
  },
});
