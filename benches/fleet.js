// How long a hundred thousand simulated clients take: the same runs natively, in Node and in three browsers.
import { execFileSync } from "node:child_process";
import * as simulator from "../target/simulator/simulator.js";
import { ENGINES, launch } from "../tests/engines/launch.js";
import { servePlainFiles } from "../tests/page/support/plain-files.js";
import { ROOT, scenes } from "../tests/simulator/support.js";
import { bestOfThree } from "./lib/best-of-three.js";
import { ratio, table } from "./lib/table.js";

const { scenario } = scenes().find(({ name }) => name === "brownout");

export async function fleet() {
  const native = natively();
  const policies = native.map(({ policy }) => policy);
  const columns = { "Node.js": policies.map((policy) => bestOfThree(simulator, scenario, policy)) };
  for (const engine of ENGINES) {
    const { name, times } = await inBrowser(engine, policies);
    columns[name] = times;
  }
  const ratios = native.map(({ policy, seconds }, row) => [
    policy,
    ...Object.values(columns).map((times) => ratio(times[row] / seconds)),
  ]);
  const times = native.map(({ policy, seconds }, row) => [
    policy,
    written(seconds),
    ...Object.values(columns).map((column) => written(column[row])),
  ]);
  const text = [
    "Time to that of the native build:",
    "",
    table(["", ...Object.keys(columns)], ratios),
    "",
    "Seconds, the best of three seeds:",
    "",
    table(["", "native", ...Object.keys(columns)], times),
  ];
  return { tables: text.join("\n") };
}

const written = (seconds) => seconds.toFixed(2);

/** The example prints a policy and its seconds in each line. */
function natively() {
  const args = ["run", "--quiet", "--profile", "fleet", "--example", "fleet", "--", "--times"];
  const lines = execFileSync("cargo", args, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [policy, seconds] = line.split("\t");
    return { policy, seconds: Number(seconds) };
  });
}

async function inBrowser(engine, policies) {
  const files = await servePlainFiles(ROOT, "/");
  const browser = await launch(engine);
  try {
    const page = await browser.open(`${files.url}tests/simulator/`);
    const work = async (source, ...run) => {
      const simulator = await import("/target/simulator/simulator.js");
      await simulator.default();
      const { bestOfThree } = await import(source);
      return bestOfThree(simulator, ...run);
    };
    const times = [];
    for (const policy of policies) times.push(await page.evaluate(work, "/benches/lib/best-of-three.js", scenario, policy));
    return { name: browser.name, times };
  } finally {
    await browser.close();
    files.close();
  }
}
