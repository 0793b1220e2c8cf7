// Circuit breakers as JavaScript sees them.
import { tellOne } from "./caller.js";

// From the best to the worst, as in circuits.rs.
const STATES = ["closed", "half-open", "open", "isolated"];

/** A circuit at a moment, from a row of the core's. */
export function snapshots(rows) {
  return rows.map(([key, state, [calls, failures, slow, consecutive, opened, probing, probeIn]]) => ({
    key,
    state,
    calls,
    failures,
    slow,
    consecutive,
    opened,
    probing,
    probeIn,
  }));
}

/** Tells all listeners of a change. Each has an object of its own, and may end its subscription. */
export function tellChange(listeners, key, from, to, probeIn) {
  for (const listener of [...listeners]) tellOne(listener, probeIn >= 0 ? { key, from, to, probeIn } : { key, from, to });
}

/** A circuit breaker as data: what `toJSON` gives. */
export function breakerData(options, rows, wall, isolated) {
  const circuits = rows.map(([key, state, [, , , , opened, , probeIn]]) => {
    const circuit = { key, state, opened };
    // An isolated circuit waits for nobody but its owner.
    if (state === "open") circuit.probeAt = wall + probeIn;
    return circuit;
  });
  const data = { options: JSON.parse(JSON.stringify(options)), circuits };
  if (isolated) data.isolated = true;
  return data;
}

/** The rows of such data: key, number of the state, times opened, milliseconds until a probe. */
export function breakerRows(data, wall) {
  const circuits = data?.circuits;
  if (!Array.isArray(circuits)) throw new TypeError("circuit breaker: hydrate takes what toJSON gave: { options, circuits }");
  return circuits.map(({ key, state, opened = 0, probeAt = wall }) => {
    const rank = STATES.indexOf(state);
    if (typeof key !== "string" || rank < 0 || !Number.isFinite(probeAt)) {
      throw new TypeError("circuit breaker: a circuit has a key, a state, and times as numbers");
    }
    return [key, rank, opened >>> 0, Math.max(0, probeAt - wall)];
  });
}

/** Adds a listener, and returns what takes it away again. */
export function unsubscriber(listeners, listener) {
  const entry = (change) => listener(change); // the same listener may come twice
  listeners.push(entry);
  return () => {
    const index = listeners.indexOf(entry);
    if (index >= 0) listeners.splice(index, 1);
  };
}
