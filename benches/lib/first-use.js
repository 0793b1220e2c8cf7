// A process of its own: imports the package, uses it once, and prints as JSON how many milliseconds passed until what.
import { entry } from "./package.js";
import { listen } from "./watched-wasm.js";

const at = {};
const mark = (name) => () => {
  at[name] ??= performance.now();
};
listen({ compiled: mark("compiled"), instantiated: mark("instantiated"), crossed: mark("runs") });
const response = new Response("");
globalThis.fetch = async () => {
  mark("sent")();
  return response;
};

mark("import")();
const { fetchWithRetry } = await import(entry());
mark("use")();
await fetchWithRetry("https://api.example/items/1");
// A core that starts after the first request does so in a turn of its own.
for (let turn = 0; at.runs === undefined && turn < 1_000; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
const between = (from, to) => at[to] - at[from];
console.log(
  JSON.stringify({
    imported: between("import", "use"),
    runs: between("use", "runs"),
    compiled: between("use", "compiled"),
    instantiated: between("compiled", "instantiated"),
    sent: between("use", "sent"),
  }),
);
