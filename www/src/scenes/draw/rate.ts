// How many requests reached the server, moment by moment, in the colours of what came of them.

import type { Film } from "../film.js";
import { type Area, font, type Ink, TONES } from "./ink.js";

/** From the bottom up. */
const STACK = [1, 2, 3, 4, 0];
const BIN = 4;

export function drawRate(context: CanvasRenderingContext2D, plot: Area, film: Film, until: number, ink: Ink): void {
  const bins = binsOf(film, Math.max(1, Math.floor(plot.width / BIN)));
  const scale = (plot.height - 16) / bins.most;
  const width = plot.width / bins.count;
  const last = Math.floor((until / film.length) * bins.count);
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
  context.textAlign = "left";
  context.textBaseline = "top";
  const hasLimit = film.recording.plan.server.workers !== undefined;
  context.fillText(`Requests at the server’s door${hasLimit ? "; dashes: what it can do" : ""}`, plot.left, plot.top);
}

interface Bins {
  count: number;
  most: number;
  /** For each bin, one number for each outcome. */
  requests: Uint16Array;
}

const known = new WeakMap<Film, Bins>();

function binsOf(film: Film, count: number): Bins {
  const kept = known.get(film);
  if (kept?.count === count) return kept;
  const { arrived, outcome } = film.recording.attempts;
  const requests = new Uint16Array(count * STACK.length);
  const sums = new Uint16Array(count);
  for (const [attempt, at] of arrived.entries()) {
    if (at >= film.length) continue;
    const bin = Math.floor((at / film.length) * count);
    const place = bin * STACK.length + (outcome[attempt] as number);
    requests[place] = (requests[place] as number) + 1;
    sums[bin] = (sums[bin] as number) + 1;
  }
  const bins = { count, most: Math.max(1, ...sums), requests };
  known.set(film, bins);
  return bins;
}

// What the server can do in the time of one bin.
function drawLimit(context: CanvasRenderingContext2D, plot: Area, film: Film, bins: Bins, scale: number, ink: Ink): void {
  const { workers, work } = film.recording.plan.server;
  if (workers === undefined) return;
  const y = plot.top + plot.height - (workers / work) * (film.length / bins.count) * scale;
  if (y < plot.top + 16) return;
  context.fillStyle = ink.ink;
  for (let dash = plot.left; dash < plot.left + plot.width; dash += 8) context.fillRect(dash, y, 4, 1);
}
