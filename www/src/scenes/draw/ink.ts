// What a drawing is made with: the page's colours as they are now, and the canvas in the pixels that the screen has.

import { colour, type Token } from "../../shared/colours.js";
import { BROKEN, OK, PENDING, REFUSED, TIMEOUT } from "../protocol.js";

const TOKENS = ["ok", "refused", "broken", "timeout", "wait-ink", "wait-ground", "ink", "muted", "line", "accent"] as const;

export type Ink = Record<Token, string>;

/** To be mixed anew when light turns to dark. */
export function mixInk(): Ink {
  return Object.fromEntries(TOKENS.map((token) => [token, colour(token)])) as Ink;
}

export const TONES: readonly Token[] = Object.assign([] as Token[], {
  [PENDING]: "accent",
  [OK]: "ok",
  [REFUSED]: "refused",
  [BROKEN]: "broken",
  [TIMEOUT]: "timeout",
});

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Makes the canvas as large as it is shown, and gives it in CSS pixels. */
export function sized(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D; width: number; height: number } {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const { clientWidth: width, clientHeight: height } = canvas;
  // More than twice as sharp is seen by nobody, and costs.
  const scale = Math.min(2, window.devicePixelRatio);
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

export function font(size = 12, weight = 400): string {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}
