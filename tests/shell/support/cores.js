// A core in place of the package's: circuits and sessions as far as the shell can tell them, and a way to lose it.

/** In place of core.ts. `globalThis.cores` has what was called, and `lose()`. */
export const CORE = `
  const STATES = { closed: 0, open: 1, halfOpen: 2, isolated: 3 };
  const io = new Float64Array(64);
  let epoch = 1;
  let running;
  export const currentEpoch = () => epoch;
  export const results = () => io;
  export const core = () => (running ??= start());

  function start() {
    const circuits = new Map();
    const sessions = new Map();
    let latest = 0;
    const move = (circuit, to) => {
      if (circuit.state === to) return;
      circuit.changes.push([circuit.state, to, to === STATES.open ? 5000 : 0]);
      circuit.state = to;
    };
    return {
      epoch,
      circuit() {
        circuits.set(++latest, { state: STATES.closed, consecutive: 0, opened: 0, changes: [] });
        return latest;
      },
      release: (handle) => circuits.delete(handle) || sessions.delete(handle),
      snapshot(handle) {
        const it = circuits.get(handle);
        if (!it) return 0;
        io.set([it.state, 0, 0, 0, it.consecutive, it.opened, 0, it.state === STATES.open ? 5000 : 0]);
        return 1;
      },
      isolate: (handle) => move(circuits.get(handle), STATES.isolated),
      reset: (handle) => move(circuits.get(handle), STATES.closed),
      restore: (handle, _, state, opened, __, consecutive) => Object.assign(circuits.get(handle), { state, opened, consecutive }),
      at_rest: (handle) => Number(circuits.get(handle).state === STATES.closed),
      changes(handle) {
        const changes = circuits.get(handle)?.changes.splice(0) ?? [];
        io.set(changes.flat(), 10);
        return changes.length;
      },
      beats(...timing) {
        sessions.set(++latest, { timing });
        io[0] = 0.9 * timing[0];
        return latest;
      },
      beat(handle, input) {
        globalThis.cores.inputs.push(input);
        const said = globalThis.cores.steps.shift() ?? [3];
        if (said === "trap") {
          lose();
          throw new WebAssembly.RuntimeError("unreachable");
        }
        const [step, ...numbers] = said;
        io.set([0, 7, 0, 0]);
        io.set(numbers);
        return sessions.has(handle) ? step : 3;
      },
      open: (handle) => move(circuits.get(handle), STATES.open),
      circuits,
      sessions,
    };
  }

  function lose() {
    running = undefined;
    epoch++;
  }
  globalThis.cores = { lose, core, inputs: [], steps: [] };
`;
