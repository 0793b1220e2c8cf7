// One canvas: the stage above, the strip below.

import type { Film } from "../film.js";
import { type Ink, mixInk, sized } from "./ink.js";
import { drawStage } from "./stage.js";
import { drawStrip } from "./strip.js";

const EDGE = 6;
const GAP = 14;

export interface Moment {
  time: number;
  /** The strip tells of all that happens, and not only of what has happened. */
  isWhole: boolean;
}

export class Picture {
  readonly #canvas: HTMLCanvasElement;
  #ink: Ink | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** After light has turned to dark. */
  mixAgain(): void {
    this.#ink = undefined;
  }

  draw(film: Film, { time, isWhole }: Moment): void {
    const { context, width, height } = sized(this.#canvas);
    // In WebKit scripts run before the style sheet is there, which brings the colours.
    if (!this.#ink?.ink) this.#ink = mixInk();
    const inner = { left: EDGE, width: width - 2 * EDGE };
    const strip = Math.round(height * 0.36);
    const stage = { ...inner, top: 4, height: height - strip - GAP - 4 };
    drawStage(context, stage, film, time, this.#ink);
    const below = { ...inner, top: height - strip, height: strip };
    drawStrip(context, below, film, isWhole ? film.length : time, time, this.#ink);
  }
}
