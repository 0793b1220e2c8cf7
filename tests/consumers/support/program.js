// Programs of a consumer: those that end, and those that serve.
import { spawn } from "node:child_process";

/**
 * Runs a program to its end and resolves with what it printed on its standard output.
 *
 * @param {string} file
 * @param {string[]} parameters
 * @param {{ dir: string, env?: Record<string, string>, limit?: number, exit?: number }} options `limit`: milliseconds;
 *   `exit`: the exit code that is right
 */
export async function program(file, parameters, { dir, env = {}, limit = 120_000, exit = 0 }) {
  const child = start(file, parameters, dir, env);
  const output = collect(child);
  const late = setTimeout(() => stop(child), limit);
  const [code, signal] = await ended(child).finally(() => clearTimeout(late));
  if (code !== exit) {
    const how = signal ? `was stopped by ${signal} after ${limit} ms` : `ended with ${code}`;
    throw new Error(`${file} ${parameters.join(" ")} ${how}:\n${output.all}`);
  }
  return output.stdout;
}

/**
 * Starts a program that serves, and resolves once it has printed what `ready` matches, with that match and `close()`.
 *
 * @param {string} file
 * @param {string[]} parameters
 * @param {{ dir: string, ready: RegExp, env?: Record<string, string>, limit?: number }} options
 */
export async function service(file, parameters, { dir, ready, env = {}, limit = 120_000 }) {
  const child = start(file, parameters, dir, env);
  const output = collect(child);
  const over = ended(child);
  const close = async () => {
    stop(child);
    await over.catch(() => undefined);
  };
  const match = await new Promise((resolve, reject) => {
    const give = (why) => reject(new Error(`${file} ${parameters.join(" ")} ${why}:\n${output.all}`));
    const late = setTimeout(give, limit, `was not ready after ${limit} ms`);
    over.then(([code]) => give(`ended with ${code} before it was ready`), reject);
    output.onText = () => {
      const found = ready.exec(output.all);
      if (found === null) return;
      clearTimeout(late);
      resolve(found);
    };
  }).catch(async (error) => {
    await close();
    throw error;
  });
  return { match, close, printed: () => output.all };
}

// In a process group of its own: tools start further processes, and all of them must end.
function start(file, parameters, dir, env) {
  const child = spawn(file, parameters, {
    cwd: dir,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // The test runner's own variables would make children report to it.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, CI: "1", NO_COLOR: "1", ...env },
  });
  const endGroup = () => stop(child);
  process.once("exit", endGroup);
  child.once("close", () => process.off("exit", endGroup));
  return child;
}

function stop(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function collect(child) {
  const output = { stdout: "", all: "", onText: () => undefined };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      if (name === "stdout") output.stdout += text;
      output.all += text;
      output.onText();
    });
  }
  return output;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      stop(child);
      resolve([code, signal]);
    });
  });
}
