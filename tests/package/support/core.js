// The package's core, watched from outside: every call into WebAssembly is counted while it runs, and can be made to trap. To be
// imported before the core is used first.

// With it, Node compiles WebAssembly of its own, which has imports and is none of ours.
new Response("");

export const core = {
  /** How many calls into WebAssembly are on the stack. */
  depth: 0,
  /** How many there were, of each export. */
  crossings: new Map(),
  /** All modules, with what they ask for. */
  imports: [],
  instances: 0,
  /** How often an instance was called after it had trapped. */
  afterTrap: 0,
  /** The name of an export whose next call is left by an exception, after it has done its work. */
  trap: undefined,
  /** What such a call throws. */
  makeError: () => new RangeError("Maximum call stack size exceeded"),
};

/** All calls into WebAssembly so far. */
export const crossings = () => [...core.crossings.values()].reduce((sum, count) => sum + count, 0);

const { Instance, Module, instantiate } = WebAssembly;

WebAssembly.Instance = class {
  constructor(module, imports) {
    this.exports = watched(module, new Instance(module, imports));
  }
};

WebAssembly.instantiate = async (source, imports) => {
  const module = source instanceof Module ? source : new Module(source);
  const instance = { exports: watched(module, await instantiate(module, imports)) };
  return source instanceof Module ? instance : { module, instance };
};

function watched(module, instance) {
  core.instances++;
  core.imports.push(Module.imports(module));
  let hasTrapped = false;
  const counted =
    (name, call) =>
    (...numbers) => {
      core.crossings.set(name, (core.crossings.get(name) ?? 0) + 1);
      if (hasTrapped) core.afterTrap++;
      core.depth++;
      try {
        const result = call(...numbers);
        if (core.trap !== name) return result;
      } finally {
        core.depth--;
      }
      core.trap = undefined;
      hasTrapped = true;
      throw core.makeError();
    };
  return Object.fromEntries(
    Object.entries(instance.exports).map(([name, value]) => [name, typeof value === "function" ? counted(name, value) : value]),
  );
}
