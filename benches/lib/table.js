// One form for both readers: a Markdown table whose columns also line up on a screen.

/** The first column holds names, the others numbers. */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => {
    const padded = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const [first, ...others] = cells;
  return [line(first), `| ${rule.join(" | ")} |`, ...others.map(line)].join("\n");
}

/** `31523` → `31 523`, with a space that does not break. */
export const whole = (number) => Math.round(number).toLocaleString("en").replaceAll(",", "\u00a0");

export const ratio = (number) => `${number.toFixed(2)} ×`;

export const percent = (number) => `± ${Math.round(number * 100)} %`;
