// What each number is meant to be. `fact`: by what name a bench tells it. Ratios first: they carry over to other machines.
import { ratio, table, whole } from "./lib/table.js";

const bytes = (number) => whole(number);
const tenths = (number) => number.toFixed(1);
const milliseconds = (number) => `${number.toFixed(1)} ms`;

const FETCH_RETRY = "to fetch-retry";

const TARGETS = [
  { fact: "first try", what: "a first try that succeeds, CPU over bare", to: FETCH_RETRY, unit: ratio, target: 1, stretch: 0.7 },
  {
    fact: "first try, breaker and budget",
    what: "the same with breaker and budget",
    to: "to cockatiel with breaker",
    unit: ratio,
    target: 0.5,
    stretch: 0.35,
  },
  {
    fact: "first try, limits",
    what: "the same with the limits of `standard`",
    to: "to fetch-retry + `AbortSignal.timeout`",
    unit: ratio,
    target: 0.5,
    stretch: 0.2,
  },
  { fact: "one retry", what: "one retry without a wait, CPU over bare", to: FETCH_RETRY, unit: ratio, target: 2.5, stretch: 1.5 },
  {
    fact: "one retry, limits, a wait",
    what: "one retry that waits 5 ms, with limits, CPU over bare",
    to: "to fetch-retry + `AbortSignal.timeout`",
    unit: ratio,
  },
  { fact: "waiting, bytes", what: "a waiting call, bytes", to: FETCH_RETRY, unit: ratio, target: 1, stretch: 0.7 },
  { fact: "waiting with limits, bytes", what: "the same with limits", to: FETCH_RETRY, unit: ratio, target: 1.2, stretch: 0.7 },
  { fact: "waiting, to begin", what: "to begin one, CPU", to: FETCH_RETRY, unit: ratio, target: 1.3, stretch: 1 },
  { fact: "one signal, CPU", what: "20,000 calls on one signal, CPU", to: "to without", unit: ratio, target: 1.6, stretch: 1.2 },
  { fact: "one signal, bytes left", what: "the same, bytes that each leaves", unit: tenths, target: 8, stretch: 0 },
  { fact: "resuming, big", what: "`resuming` reads 64 MiB, time", to: "to bare fetch", unit: ratio, target: 1.2, stretch: 1 },
  { fact: "resuming, small", what: "the same of 20 bytes", to: "to bare fetch", unit: ratio, target: 1.3, stretch: 1.1 },
  { fact: "one retry, crossings", what: "crossings for one retry", unit: String, target: 4 },
  { fact: "download", what: "download of `fetchWithRetry`, bytes", unit: bytes, target: 28_000, stretch: 26_000 },
  {
    fact: "download without WebAssembly",
    what: "the same of `holdfast-fetch/no-wasm`, bytes",
    unit: bytes,
    target: 33_000,
    stretch: 30_000,
  },
  {
    fact: "start in Node.js",
    what: "import to the first request over bare, Node.js",
    unit: milliseconds,
    target: 2.5,
    stretch: 1,
  },
  { fact: "core runs", what: "first use to a running core, Node.js", unit: milliseconds, target: 3, stretch: 1.5 },
];

/** The table of what was measured; what was not is left out. */
export function compared(facts) {
  const rows = TARGETS.filter(({ fact }) => facts[fact] !== undefined).map(({ fact, what, to, unit, target, stretch }) => {
    const measured = facts[fact];
    const bound = (number) => (number === undefined ? "–" : `≤ ${unit(number)}`);
    return [to ? `${what}, ${to}` : what, unit(measured), verdict(measured, target, stretch), bound(target), bound(stretch)];
  });
  return table(["", "measured", "", "target", "stretch"], rows);
}

function verdict(measured, target, stretch) {
  if (target === undefined) return "–";
  if (measured > target) return "missed";
  return measured <= stretch ? "met, stretched" : "met";
}
