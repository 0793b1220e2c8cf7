// The last minute of a client, second by second: requests stacked by what came of them, calls as a line, and behind both the
// times at which the server was not well.

import "../shared/language.js";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, onSchemeChange, type Token } from "../shared/colours.js";
import type { Tally } from "./tally.js";

const SPAN = 60;
const HEIGHT = 168;

/** From the bottom of the stack to its top. */
const STACK = [
  ["answered", "ok"],
  ["refused", "refused"],
  ["silent", "broken"],
  ["pending", "wait-ink"],
] as const;

/** A time in which the server was not well, in seconds; without an end while it lasts. */
export interface Trouble {
  from: number;
  until?: number;
  label: string;
}

export interface Chart {
  /** The most requests in a second: both charts take the greater of theirs, so that they can be compared. */
  most(tally: Tally, now: number): number;
  draw(tally: Tally, now: number, top: number): void;
}

export function createChart(parent: HTMLElement, troubles: readonly Trouble[]): Chart {
  const bars = uPlot.paths.bars?.({ size: [1, 100], align: 1, gap: 1 }) ?? (() => null);
  const steps = uPlot.paths.stepped?.({ align: 1 }) ?? (() => null);
  let now = SPAN;
  let top = 4;

  const layer = (token: Token): uPlot.Series => ({ paths: bars, fill: () => colour(token), points: { show: false } });
  const line = (token: Token) => ({ stroke: () => colour(token), width: 1 });
  const axis = { stroke: () => colour("muted"), font: "12px system-ui, sans-serif", ticks: { show: false } };

  const plot = new uPlot(
    {
      width: Math.max(200, parent.clientWidth),
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 14, 0, 0],
      scales: { x: { time: false, range: () => [now - SPAN, now] }, y: { range: () => [0, top] } },
      axes: [
        {
          ...axis,
          size: 26,
          grid: { show: false },
          splits: () => [now - 60, now - 45, now - 30, now - 15, now],
          values: (_plot, splits) => splits.map((split) => (split === now ? "now" : `−${Math.round(now - split)} s`)),
        },
        { ...axis, size: 30, grid: line("line"), incrs: [1, 2, 5, 10, 20, 50, 100] },
      ],
      // The whole stack is drawn first, and what is below over it.
      series: [
        {},
        ...[...STACK].reverse().map(([, token]) => layer(token)),
        { paths: steps, stroke: () => colour("ink"), width: 1.5, points: { show: false } },
      ],
      hooks: { drawClear: [(self) => shade(self, troubles, now)] },
    },
    undefined,
    parent,
  );

  const fit = (): void => plot.setSize({ width: parent.clientWidth, height: HEIGHT });
  // A frame later: what changes a size while sizes are observed is reported as an error.
  new ResizeObserver(() => requestAnimationFrame(fit)).observe(parent);
  onSchemeChange(() => plot.redraw());

  return {
    most(tally, time) {
      return Math.max(0, ...seconds(time).map((index) => heightAt(tally, index)));
    },
    draw(tally, time, newTop) {
      now = time;
      top = newTop;
      plot.setData(dataOf(tally, time));
    },
  };
}

function seconds(now: number): number[] {
  const last = Math.floor(now);
  return Array.from({ length: SPAN + 2 }, (_, index) => last - SPAN - 1 + index);
}

function heightAt(tally: Tally, index: number): number {
  const second = tally.second(index);
  return second === undefined ? 0 : Math.max(second.calls, ...sums(second));
}

function sums(second: { answered: number; refused: number; silent: number; pending: number }): number[] {
  let sum = 0;
  return STACK.map(([kind]) => {
    sum += second[kind];
    return sum;
  });
}

const NOTHING = { calls: 0, answered: 0, refused: 0, silent: 0, pending: 0 };

function dataOf(tally: Tally, now: number): uPlot.AlignedData {
  const xs = seconds(now);
  const rows = xs.map((index) => tally.second(index) ?? NOTHING);
  const stacked = rows.map(sums);
  const layers = STACK.map((_, kind) => stacked.map((row) => row[kind] ?? 0)).reverse();
  // The second that is not over yet would look like a drop.
  return [xs, ...layers, rows.map(({ calls }, index) => (index === rows.length - 1 ? null : calls))];
}

function shade(plot: uPlot, troubles: readonly Trouble[], now: number): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const place = (time: number): number => Math.max(left, Math.min(left + width, plot.valToPos(time, "x", true)));
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  for (const { from, until = now, label } of troubles) {
    const [begin, end] = [place(from), place(until)];
    if (end <= begin) continue;
    ctx.fillStyle = colour("wait-ground");
    ctx.fillRect(begin, top, end - begin, height);
    if (ctx.measureText(label).width + 8 * devicePixelRatio > end - begin) continue;
    ctx.fillStyle = colour("muted");
    ctx.fillText(label, begin + 4 * devicePixelRatio, top + 3 * devicePixelRatio);
  }
  ctx.restore();
}
