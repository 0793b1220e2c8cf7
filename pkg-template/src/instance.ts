// Makes instances of WebAssembly, and says what is to be done where that is not possible.

const WITHOUT = "or import holdfast-fetch/no-wasm, which is the same without WebAssembly";

/** An instance's exports. The modules import nothing. */
export function instance<Exports>(compiled: () => WebAssembly.Module): Exports {
  try {
    return new WebAssembly.Instance(compiled()).exports as Exports;
  } catch (error) {
    throw explained(error);
  }
}

/** The same, of a module that is compiled away from the main thread. */
export async function instanceAhead<Exports>(compiled: () => Promise<WebAssembly.Module>): Promise<Exports> {
  try {
    const module = await compiled();
    return instance(() => module);
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.Module !== "function") {
    return new Error(`holdfast-fetch needs WebAssembly, which is not to be had here: allow it, ${WITHOUT}`, { cause: error });
  }
  // By name, not by class: in a test runner's or an edge runtime's sandbox the class may be another realm's.
  const { name, message, cause } = Object(error) as Error;
  if (name !== "CompileError" || cause) return error;
  // The types know no second argument of it, as of other errors.
  const CompileError = WebAssembly.CompileError as unknown as ErrorConstructor;
  return new CompileError(
    "holdfast-fetch could not compile its WebAssembly core. If the page has a content security policy, " +
      "its script-src must allow 'wasm-unsafe-eval'; for a Worker, the bundler must set the condition 'workerd'; " +
      `${WITHOUT}. (${message})`,
    { cause: error },
  );
}
