// Programs in a process of their own, run in the folder in which the package is installed.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { ENTRY, INSTALLED } from "./installed.js";

// Where a program imports the package. Its diagnostics channel has the same name.
const IMPORTS = /(?<=\b(?:from |import |import\(|require\())"holdfast-fetch"/g;

// Far more than any program needs: one that hangs is ended, and its test fails.
const LIMIT = 60_000;

/**
 * Runs a program, with the entry that is tested in place of `holdfast-fetch`, and resolves with `{ code, stdout, stderr }`.
 *
 * @param {string} program
 * @param {{ node?: string, type?: "module" | "commonjs", flags?: string[], env?: object, limit?: number }} [options]
 */
export async function run(program, { node = process.execPath, type = "module", flags = [], env = {}, limit = LIMIT } = {}) {
  const child = execFile(node, [...flags, `--input-type=${type}`, "--eval", program.replaceAll(IMPORTS, `"${ENTRY}"`)], {
    cwd: INSTALLED,
    timeout: limit,
    // The runner's own variables would make the child report to it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, HOLDFAST_ENTRY: ENTRY, ...env },
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      output[name] += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, ...output };
}

/** Runs a program that prints one JSON value, and gives that value. */
export async function printed(program, options) {
  const { code, stdout, stderr } = await run(program, options);
  if (code !== 0) throw new Error(`the program ended with ${code}:\n${stderr}${stdout}`);
  return JSON.parse(stdout);
}
