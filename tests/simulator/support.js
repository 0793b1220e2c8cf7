// The simulator as it was built for browsers, and the runs that it must repeat to the last bit.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { initSync } from "../../target/simulator/simulator.js";

export * from "../../target/simulator/simulator.js";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const golden = JSON.parse(readFileSync(`${ROOT}tests/vectors/fleet.json`, "utf8"));

export const nameOf = ({ policy, scenario }) => `${JSON.stringify(policy)}, ${scenario.clients} clients`;

initSync({ module: readFileSync(`${ROOT}target/simulator/simulator_bg.wasm`) });
