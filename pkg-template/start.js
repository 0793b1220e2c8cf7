// Starts the core at its first use.
//
// The glue calls the core through its variable `wasm`. Until the core runs, that variable holds a stand-in whose first
// property read compiles, instantiates and starts the core, and puts the real exports in its place. So the glue's
// functions and classes are exported as they are, importing them compiles nothing, `new RetryPolicy()` can throw at once,
// and a running core is reached without indirection. fetchWithRetry is JavaScript until its first failure, so it asks.
import { __wbg_set_wasm, beforeFirstUse } from "./holdfast_fetch_bg.js";
import { imports } from "./imports.js";

/**
 * Makes the core start when the glue first needs it.
 *
 * @param {() => WebAssembly.Module} compile
 * @param {() => Promise<WebAssembly.Module>} compileAhead
 * @returns {() => Promise<void>} `preload`
 */
export function startLazily(compile, compileAhead) {
  let instance;
  let running = false;
  let ahead;

  const standIn = new Proxy({}, { get: (_, name) => start(compile)[name] });
  __wbg_set_wasm(standIn);
  beforeFirstUse(() => start(compile));

  function start(getModule) {
    if (running) return instance.exports;
    // An instance whose start failed is kept: closures it has already handed out must never meet another one's memory.
    instance ??= instantiate(getModule);
    const wasm = instance.exports;
    __wbg_set_wasm(wasm);
    try {
      wasm.__wbindgen_start();
      running = true;
    } finally {
      if (!running) __wbg_set_wasm(standIn);
    }
    return wasm;
  }

  return async function preload() {
    if (running) return;
    try {
      ahead ??= compileAhead();
      const module = await ahead;
      start(() => module);
    } catch (error) {
      ahead = undefined;
      throw explained(error);
    }
  };
}

function instantiate(getModule) {
  try {
    return new WebAssembly.Instance(getModule(), imports);
  } catch (error) {
    throw explained(error);
  }
}

// By name, not by class: in a test runner's or an edge runtime's sandbox the class may be another realm's.
function explained(error) {
  if (error?.name !== "CompileError" || error.cause) return error;
  return new WebAssembly.CompileError(
    "holdfast-fetch could not compile its WebAssembly core. If the page has a content security policy, " +
      `its script-src must allow 'wasm-unsafe-eval'; for a Worker, the bundler must set the condition 'workerd'. (${error.message})`,
    { cause: error },
  );
}
