// Waits as bands on an axis from a tenth of a second to a quarter of an hour: logarithmic, since the guides differ by a
// factor of a thousand.

import { el } from "../shared/dom.js";
import { ms, range } from "../shared/format.js";
import type { Wait } from "./waits.js";

const FROM = 100;
const TO = 1_000_000;
const TICKS = [FROM, 1_000, 10_000, 60_000, 600_000];

/** The place of a time on the axis, 0 to 1. What is shorter than the axis stands at its beginning. */
function place(time: number): number {
  return Math.log(Math.max(FROM, Math.min(TO, time)) / FROM) / Math.log(TO / FROM);
}

export function axis(): HTMLElement[] {
  return TICKS.map((time) => el("span", { class: "tick", "--at": place(time) }, time === FROM ? "0.1 s" : ms(time)));
}

export function chart(waits: readonly Wait[]): HTMLElement {
  return el("ol", { class: "bands" }, ...waits.map(line));
}

function line({ low, high, draws }: Wait): HTMLElement {
  const band = el("span", {
    class: low < FROM ? "band open" : "band",
    "--low": place(low),
    "--high": place(high),
  });
  const marks = draws.map((draw) => el("i", { "--at": place(draw) }));
  const grid = TICKS.map((time) => el("b", { "--at": place(time) }));
  return el("li", {}, el("span", { class: "track", "aria-hidden": "true" }, ...grid, band, ...marks), range(low, high));
}
