// What is read from a run's numbers, for the sentences and the table.

import type { Outcome, Scenario, Series } from "./types.js";

export interface Result {
  name: string;
  outcome: Outcome;
}

const MINUTE = 60;
/** The first retries of everybody still belong to the surge itself. */
const ECHO_AFTER = 10;
/** Seconds of good answers that tell that a server is well again. */
const STEADY = 10;
/** So many times what the server can do. */
const CROWD = 5;

const sum = (list: Uint32Array): number => list.reduce((total, value) => total + value, 0);

export function most(list: ArrayLike<number>, from = 0): { value: number; at: number } {
  let best = { value: 0, at: from };
  for (let at = from; at < list.length; at++) {
    const value = list[at] ?? 0;
    if (value > best.value) best = { value, at };
  }
  return best;
}

/** The last minute: answers and offered calls a second, and the share of the work that was in vain. */
export function ending({ series }: Outcome): { answered: number; offered: number; wasted: number } {
  const last = (list: Uint32Array): number => sum(list.slice(-MINUTE));
  const [answered, wasted] = [last(series.goodput), last(series.wasted)];
  return {
    answered: answered / MINUTE,
    offered: last(series.offered) / MINUTE,
    wasted: answered + wasted === 0 ? 0 : wasted / (answered + wasted),
  };
}

export const failedShare = ({ ledger: { good, bad } }: Outcome): number => (good + bad === 0 ? 0 : bad / (good + bad));

const firstEcho = (surges: Scenario["surges"]): number =>
  Math.ceil(Math.max(0, ...surges.map(({ to }) => to)) / 1_000) + ECHO_AFTER;

/** The largest crowd of a second when the first one is over, and how many there are that are a match for it. */
export function echoes({ series }: Outcome, { surges, server }: Scenario): { largest: number; times: number; crowds: number } {
  const from = firstEcho(surges);
  const { value } = most(series.arrivals, from);
  const isCrowd = (count: number | undefined): boolean => (count ?? 0) > CROWD * server.capacity;
  // Seconds in a row are one.
  const begins = (count: number, second: number): boolean =>
    second >= from && isCrowd(count) && (second === from || !isCrowd(series.arrivals[second - 1]));
  return { largest: value, times: value / server.capacity, crowds: series.arrivals.filter(begins).length };
}

/** How much of what it can do the server did, while more than a hundredth of the surge was waiting; undefined if so many never were. */
export function busyness({ series }: Outcome, { surges, server }: Scenario): number | undefined {
  const [surge] = surges;
  if (surge === undefined) return undefined;
  const from = Math.ceil(surge.to / 1_000);
  const over = series.waiting.findIndex((waiting, second) => second >= from && waiting < surge.calls / 100);
  const end = over < 0 ? series.waiting.length : over;
  if (end <= from) return undefined;
  const work = sum(series.goodput.slice(from, end)) + sum(series.wasted.slice(from, end));
  return Math.min(1, work / (server.capacity * (end - from)));
}

/** Does the run go on for long enough after the trouble to see how it ends? */
export function isLongEnough({ surges, faults, duration }: Scenario): boolean {
  const over = Math.max(0, ...surges.map(({ to }) => to), ...faults.map(({ to }) => to));
  return over + STEADY * 1_000 <= duration;
}

/** Attempts that reach the server during its fault, and by how much its queue grows. */
export function load({ series }: Outcome, { faults }: Scenario): { attempts: number; growth: number } {
  const [fault] = faults;
  if (fault === undefined) return { attempts: 0, growth: 0 };
  const from = Math.ceil(fault.from / 1_000);
  const to = Math.min(Math.floor(fault.to / 1_000), series.queue.length);
  const queueAfter = (second: number): number => series.queue[second - 1] ?? 0;
  return { attempts: sum(series.arrivals.slice(from, to)), growth: Math.max(0, queueAfter(to) - queueAfter(from)) };
}

/** The second that tells most: of crowds the one at which the second policy’s largest comes, of a fault its last one. */
export function tellingSecond(series: readonly Series[], { surges, faults, duration }: Scenario): number {
  const last = duration / 1_000 - 1;
  const [fault] = faults;
  if (fault !== undefined) return Math.min(last, Math.floor(fault.to / 1_000) - 1);
  const from = firstEcho(surges);
  return surges.length === 0 || from >= last ? Math.floor(last / 2) : most((series[1] ?? series[0])?.arrivals ?? [], from).at;
}
