// Milliseconds as people read them.

/** As hours, minutes or seconds with one digit behind the point, or as whole milliseconds. */
export function span(milliseconds: number): string {
  for (const [size, unit] of [
    [36e5, "h"],
    [6e4, "min"],
    [1e3, "s"],
  ] as const) {
    if (milliseconds >= size) return `${Math.round((milliseconds / size) * 10) / 10} ${unit}`;
  }
  return `${Math.round(milliseconds)} ms`;
}
