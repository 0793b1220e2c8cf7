// Programs in a process of their own.
import { execFile } from "node:child_process";

const LIMIT = 60_000;

/** Runs a program to its end and resolves with `{ code, stdout, stderr }`, whatever the code is. */
export function run(file, parameters) {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: LIMIT,
      // The runner's own variables would make a Node child report to it.
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    };
    execFile(file, parameters, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** What the build has left in a folder or file that the environment names. */
export function built(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set; run \`cargo xtask test --only rust\``);
  return path;
}
