// What happened over time, up to one moment: of a few calls a line each, of many how many requests reached the server.

import type { Film } from "../film.js";
import { isWell } from "../film.js";
import { type Area, font, type Ink } from "./ink.js";
import { drawLanes } from "./lanes.js";
import { drawRate, RATE_TITLE } from "./rate.js";

/** So many calls have room for a line each. */
const LINES = 10;
const AXIS = 16;

export function hasLanes({ recording: { calls } }: Film): boolean {
  return calls.begun.length <= LINES;
}

export function drawStrip(
  context: CanvasRenderingContext2D,
  area: Area,
  film: Film,
  until: number,
  head: number,
  ink: Ink,
): void {
  const isLanes = hasLanes(film);
  const title = isLanes ? 0 : RATE_TITLE;
  const plot = { ...area, top: area.top + title, height: area.height - title - AXIS };
  const x = (time: number): number => plot.left + (time / film.length) * plot.width;
  shadeTrouble(context, plot, film, x, ink);
  context.fillStyle = ink.ink;
  context.fillRect(x(head) - 0.5, plot.top, 1, plot.height);
  if (isLanes) drawLanes(context, plot, film, until, x, ink);
  else drawRate(context, plot, film, until, ink);
  drawAxis(context, plot, film.length, x, ink);
}

function shadeTrouble(context: CanvasRenderingContext2D, plot: Area, film: Film, x: (time: number) => number, ink: Ink): void {
  const { phases } = film.recording.plan.server;
  context.fillStyle = ink["wait-ground"];
  // As the server's box has it then.
  context.strokeStyle = ink.broken;
  context.lineWidth = 2;
  context.setLineDash([5, 4]);
  for (const [index, phase] of phases.entries()) {
    if (isWell(phase)) continue;
    const to = phases[index + 1]?.from ?? film.length;
    context.fillRect(x(phase.from), plot.top, x(to) - x(phase.from), plot.height);
    context.beginPath();
    context.moveTo(x(phase.from), plot.top);
    context.lineTo(x(to), plot.top);
    context.stroke();
  }
  context.setLineDash([]);
}

const STEPS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000];

function drawAxis(context: CanvasRenderingContext2D, plot: Area, length: number, x: (time: number) => number, ink: Ink): void {
  const bottom = plot.top + plot.height;
  context.fillStyle = ink.line;
  context.fillRect(plot.left, bottom, plot.width, 1);
  context.font = font(11);
  context.fillStyle = ink.muted;
  context.textBaseline = "top";
  const step = STEPS.find((one) => (plot.width * one) / length >= 48) ?? length;
  for (let time = 0; time <= length; time += step) {
    context.textAlign = time === 0 ? "left" : x(time) > plot.left + plot.width - 14 ? "right" : "center";
    context.fillText(`${time / 1_000} s`, x(time), bottom + 3);
  }
}
