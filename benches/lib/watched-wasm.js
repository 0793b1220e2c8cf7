// Stands between a package and its WebAssembly: imported before the package, it sees every start of an instance and every
// crossing between JavaScript and wasm, in both directions.

const platform = { Instance: WebAssembly.Instance, Module: WebAssembly.Module, instantiate: WebAssembly.instantiate };
const listeners = { compiled() {}, instantiated() {}, crossed() {} };

/**
 * `compiled()` and `instantiated()` when the platform has done so; `crossed(direction, given, returned)` when a call is over:
 * "in" to wasm or "out" of it, how many numbers it takes, and what came of it.
 */
export function listen(heard) {
  Object.assign(listeners, heard);
}

WebAssembly.Module = function Module(...given) {
  const module = new platform.Module(...given);
  listeners.compiled();
  return module;
};

WebAssembly.Instance = function Instance(module, imports) {
  const instance = new platform.Instance(module, watchedImports(imports));
  listeners.instantiated();
  return { exports: watched(instance.exports, "in") };
};

WebAssembly.instantiate = async (source, imports) => {
  const made = await platform.instantiate.call(WebAssembly, source, watchedImports(imports));
  listeners.instantiated();
  if (made instanceof platform.Instance) return { exports: watched(made.exports, "in") };
  return { module: made.module, instance: { exports: watched(made.instance.exports, "in") } };
};

function watchedImports(imports) {
  return imports && Object.fromEntries(Object.entries(imports).map(([name, module]) => [name, watched(module, "out")]));
}

/** A plain object with the same functions, which tell of each call; what is no function is handed on. */
function watched(functions, direction) {
  const entries = Object.entries(functions).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    const takes = value.length;
    return [
      name,
      (...given) => {
        const returned = value(...given);
        listeners.crossed(direction, takes, returned);
        return returned;
      },
    ];
  });
  return Object.fromEntries(entries);
}
