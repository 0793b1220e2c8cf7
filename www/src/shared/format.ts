// How times are written on this page: three significant digits at most, and a unit that needs no thought.

export function ms(value: number): string {
  if (value < 9.95) return `${trim(value.toFixed(1))} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 9_995) return `${trim((value / 1_000).toFixed(2))} s`;
  if (value < 59_950) return `${trim((value / 1_000).toFixed(1))} s`;
  const whole = Math.round(value / 1_000);
  const minutes = Math.floor(whole / 60);
  const seconds = whole % 60;
  if (minutes >= 120) return `${trim((value / 3_600_000).toFixed(1))} h`;
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** A point on the clock of a run. */
export function at(value: number): string {
  return `${(value / 1_000).toFixed(value < 100_000 ? 2 : 1)} s`;
}

export function range(low: number, high: number): string {
  // Side by side, 64 and 65 s are easier to compare than a minute and four or five seconds.
  const write = high > 59_950 && high < 120_000 ? (value: number) => `${Math.round(value / 1_000)} s` : ms;
  const [from, to] = [low === 0 ? "0" : write(low), write(high)];
  if (from === to) return to;
  // "2–11 s" reads better than "2 s–11 s"; "5 min 1 s" has no unit to leave out.
  const [number, unit, ...more] = from.split(" ");
  return more.length === 0 && to.split(" ").length === 2 && to.endsWith(` ${unit}`) ? `${number}–${to}` : `${from}–${to}`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function trim(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
