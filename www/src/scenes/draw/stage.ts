// Clients, a server, and what goes between them, at one moment.

import { type Film, isWell, phaseAt } from "../film.js";
import type { Phase } from "../protocol.js";
import { drawClients } from "./clients.js";
import { drawDots } from "./dots.js";
import { type Area, font, type Ink } from "./ink.js";
import { placesOf } from "./places.js";

const SAYS: Record<Phase["state"], string> = {
  well: "well",
  busy: "busy",
  off: "off",
  silent: "silent",
  lost: "answers lost",
};

/** How the server is stands above everything else: nothing flies through it. */
const TITLE = 18;

export function drawStage(context: CanvasRenderingContext2D, stage: Area, film: Film, time: number, ink: Ink): void {
  const places = placesOf({ ...stage, top: stage.top + TITLE, height: stage.height - TITLE }, film.recording.plan.clients);
  drawServer(context, places.server, phaseAt(film, time), ink);
  if (film.recording.plan.method === "POST") drawOrders(context, places.server, film, time, ink);
  drawClients(context, places, film, time, ink);
  drawDots(context, places, film, time, ink);
}

function drawServer(context: CanvasRenderingContext2D, { left, top, width, height }: Area, phase: Phase, ink: Ink): void {
  const tone = isWell(phase) ? ink.ok : ink.broken;
  context.fillStyle = ink["wait-ground"];
  context.fillRect(left, top, width, height);
  context.strokeStyle = tone;
  context.lineWidth = 2;
  // Not by its colour alone.
  context.setLineDash(isWell(phase) ? [] : [5, 4]);
  context.strokeRect(left, top, width, height);
  context.setLineDash([]);
  context.font = font(12, 600);
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillStyle = tone;
  context.fillText(`Server: ${wordOf(phase)}`, left + width, top - 4);
}

// What a repeated POST may have done twice.
function drawOrders(context: CanvasRenderingContext2D, { left, top, width }: Area, film: Film, time: number, ink: Ink): void {
  const { orders, calls } = film.recording;
  const made = orders.filter((at) => at <= time).length;
  context.font = font(14, 600);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillStyle = made > calls.begun.length ? ink.broken : ink.ink;
  context.fillText(`${made} orders`, left + width / 2, top + 8);
}

/** How the server is, in a word or two. */
export function wordOf({ state, failing, hints }: Phase): string {
  if (failing !== undefined) return `fails ${Math.round(failing * 100)} %`;
  return hints ? `${SAYS[state]}, says how long` : SAYS[state];
}
