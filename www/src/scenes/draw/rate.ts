// How many requests reached the server, moment by moment, in the colours of what came of them.

import type { Film } from "../film.js";
import { type Area, font, type Ink, TONES } from "./ink.js";

/** From the bottom up. */
const STACK = [1, 2, 3, 4, 0];

/** Virtual milliseconds: long enough for a bar of a stream to be seen beside that of a wave. */
const LONG = 500;
const SHORT = 100;

/** What is said above it needs this much. */
export const RATE_TITLE = 16;

export function drawRate(context: CanvasRenderingContext2D, plot: Area, film: Film, until: number, ink: Ink): void {
  const bins = binsOf(film);
  const scale = plot.height / bins.most;
  const width = (bins.span / film.length) * plot.width;
  const last = Math.floor(until / bins.span);
  for (let bin = 0; bin < Math.min(last, bins.count); bin++) {
    let y = plot.top + plot.height;
    for (const outcome of STACK) {
      const height = (bins.requests[bin * STACK.length + outcome] as number) * scale;
      if (height === 0) continue;
      y -= height;
      context.fillStyle = ink[TONES[outcome] ?? "accent"];
      context.fillRect(plot.left + bin * width, y, width - 0.5, height);
    }
  }
  drawLimit(context, plot, film, bins, scale, ink);
  context.font = font(11);
  context.fillStyle = ink.muted;
  context.textBaseline = "bottom";
  context.textAlign = "left";
  const title = `Requests reaching the server, per ${bins.span / 1_000} s`;
  const most = `highest bar: ${bins.most}`;
  context.fillText(title, plot.left, plot.top - 3);
  if (context.measureText(`${title}  ${most}`).width > plot.width) return;
  context.textAlign = "right";
  context.fillText(most, plot.left + plot.width, plot.top - 3);
}

interface Bins {
  span: number;
  count: number;
  most: number;
  /** For each bin, one number for each outcome. */
  requests: Uint16Array;
}

const known = new WeakMap<Film, Bins>();

function binsOf(film: Film): Bins {
  const kept = known.get(film);
  if (kept !== undefined) return kept;
  const span = film.length < 20 * LONG ? SHORT : LONG;
  const count = Math.ceil(film.length / span);
  const { arrived, outcome } = film.recording.attempts;
  const requests = new Uint16Array(count * STACK.length);
  const sums = new Uint16Array(count);
  for (const [attempt, at] of arrived.entries()) {
    if (at >= film.length) continue;
    const bin = Math.floor(at / span);
    const place = bin * STACK.length + (outcome[attempt] as number);
    requests[place] = (requests[place] as number) + 1;
    sums[bin] = (sums[bin] as number) + 1;
  }
  const bins = { span, count, most: Math.max(1, ...sums), requests };
  known.set(film, bins);
  return bins;
}

// What the server can do in the time of one bin.
function drawLimit(context: CanvasRenderingContext2D, plot: Area, film: Film, bins: Bins, scale: number, ink: Ink): void {
  const { workers, work } = film.recording.plan.server;
  if (workers === undefined) return;
  const y = plot.top + plot.height - (workers / work) * bins.span * scale;
  if (y < plot.top) return;
  context.fillStyle = ink.ink;
  for (let dash = plot.left; dash < plot.left + plot.width; dash += 8) context.fillRect(dash, y, 4, 1);
}
