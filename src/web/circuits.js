// Circuit breakers as JavaScript sees them.

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

/** A change of a circuit. */
export function change(key, from, to, probeIn) {
  return probeIn >= 0 ? { key, from, to, probeIn } : { key, from, to };
}

/** A circuit breaker as data: what `toJSON` gives. */
export function breakerData(options, rows, wall) {
  const circuits = rows.map(([key, state, [, , , , opened, , probeIn]]) => {
    const circuit = { key, state, opened };
    // An isolated circuit waits for nobody but its owner.
    if (state === "open") circuit.probeAt = wall + probeIn;
    return circuit;
  });
  return { options: JSON.parse(JSON.stringify(options)), circuits };
}

/** The rows of such data: key, state, times opened, milliseconds until a probe. */
export function breakerRows(data, wall) {
  const circuits = data?.circuits;
  if (!Array.isArray(circuits)) throw new TypeError("circuit breaker: hydrate takes what toJSON gave: { options, circuits }");
  return circuits.map(({ key, state, opened = 0, probeAt = wall }) => {
    if (typeof key !== "string" || !["closed", "open", "half-open", "isolated"].includes(state) || !Number.isFinite(probeAt)) {
      throw new TypeError("circuit breaker: a circuit has a key, a state, and times as numbers");
    }
    return [key, state, opened >>> 0, Math.max(0, probeAt - wall)];
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
