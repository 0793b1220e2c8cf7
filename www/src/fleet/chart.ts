// One quantity over time, a line for each policy; behind them the trouble, and what the server can do.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, onSchemeChange, type Token } from "../shared/colours.js";
import { inTurn } from "./frames.js";
import { MOST_POLICIES } from "./policies.js";
import type { Scenario } from "./types.js";

const HEIGHT = 190;

/** Told apart by colour, and by dashes where two colours are not enough. The page's legend has the same. */
const LINES: readonly { token: Token; dash?: number[] }[] = [
  { token: "accent" },
  { token: "broken" },
  { token: "ok", dash: [6, 3] },
  { token: "timeout", dash: [2, 2] },
];

export interface Drawn {
  scenario: Scenario;
  /** A list for each policy. */
  lists: readonly ArrayLike<number>[];
  /** The calls that clients begin, where they are drawn. */
  offered?: ArrayLike<number>;
  /** Is there a line for what the server can do? */
  capacity: boolean;
}

export interface Chart {
  draw(drawn: Drawn): void;
  /** Shows the cursor at this second, or nowhere. */
  point(second: number | undefined): void;
}

export function createChart(parent: HTMLElement, onPoint: (second: number | undefined) => void): Chart {
  let drawn: Drawn | undefined;
  let isPointing = false;
  const duration = (): number => (drawn === undefined ? 900 : drawn.scenario.duration / 1_000);

  const line = ({ token, dash }: (typeof LINES)[number]): uPlot.Series => ({
    stroke: () => colour(token),
    width: 1.75,
    points: { show: false },
    ...(dash === undefined ? {} : { dash }),
  });
  const axis = { stroke: () => colour("muted"), font: "12px system-ui, sans-serif", ticks: { show: false } };

  const plot = new uPlot(
    {
      width: Math.max(200, parent.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      padding: [10, 24, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: false, range: () => [0, duration()] },
        y: { range: (_plot, _low, high) => [0, Math.max(drawn?.capacity ? capacityOf(drawn) * 1.15 : 1, high * 1.06)] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          grid: { show: false },
          incrs: [10, 30, 60, 120, 300, 600],
          space: 56,
          values: (_plot, all) => all.map(time),
        },
        { ...axis, size: 46, grid: { stroke: () => colour("line"), width: 1 }, values: (_plot, all) => all.map(short) },
      ],
      // The first policy is drawn last, above the others.
      series: [
        {},
        { stroke: () => colour("ink"), width: 1, dash: [1, 3], points: { show: false } },
        ...[...LINES].reverse().map(line),
      ],
      hooks: {
        drawClear: [(self) => drawn !== undefined && shade(self, drawn.scenario)],
        draw: [(self) => drawn?.capacity && ruleCapacity(self, capacityOf(drawn))],
        setCursor: [
          ({ cursor: { idx, left } }) => {
            if (isPointing) return;
            onPoint(idx === null || idx === undefined || (left ?? -1) < 0 ? undefined : idx);
          },
        ],
      },
    },
    undefined,
    parent,
  );

  const fit = (): void => plot.setSize({ width: Math.max(200, parent.clientWidth), height: HEIGHT });
  new ResizeObserver(() => inTurn(fit)).observe(parent);
  onSchemeChange(() => inTurn(() => plot.redraw()));

  return {
    draw(next) {
      drawn = next;
      // At once: else the cursor would be told of later, and taken for the reader's.
      isPointing = true;
      plot.batch(() => plot.setData(dataOf(next)));
      isPointing = false;
    },
    point(second) {
      // What it is told by another chart is no news to that one.
      isPointing = true;
      const left = second === undefined ? -10 : plot.valToPos(second, "x");
      plot.setCursor({ left, top: second === undefined ? -10 : 0 });
      isPointing = false;
    },
  };
}

const capacityOf = ({ scenario }: Drawn): number => scenario.server.capacity;

function dataOf({ lists, offered }: Drawn): uPlot.AlignedData {
  const length = Math.max(0, ...lists.map((list) => list.length), offered?.length ?? 0);
  const filled = (list: ArrayLike<number> | undefined): (number | null)[] =>
    Array.from({ length }, (_, second) => list?.[second] ?? null);
  const lines = Array.from({ length: MOST_POLICIES }, (_, policy) => filled(lists[policy])).reverse();
  return [Array.from({ length }, (_, second) => second), filled(offered), ...lines];
}

function time(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)}:${String(rest).padStart(2, "0")}`;
}

function short(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`;
  return value >= 10_000 ? `${value / 1_000}k` : value.toLocaleString("en-US");
}

/** The times at which something is wrong. */
function shade(plot: uPlot, { faults, surges }: Scenario): void {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const place = (moment: number): number => Math.max(left, Math.min(left + width, plot.valToPos(moment / 1_000, "x", true)));
  ctx.save();
  ctx.fillStyle = colour("wait-ground");
  for (const { from, to } of [...faults, ...surges]) {
    const begin = place(from);
    if (to > from) ctx.fillRect(begin, top, Math.max(2 * devicePixelRatio, place(to) - begin), height);
  }
  ctx.restore();
}

function ruleCapacity(plot: uPlot, capacity: number): void {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  const y = plot.valToPos(capacity, "y", true);
  ctx.save();
  ctx.strokeStyle = colour("muted");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 6 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.restore();
}
