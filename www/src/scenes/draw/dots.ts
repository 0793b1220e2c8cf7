// Each request as a dot: on its way, at the server, and on its way back as what came of it.

import { type Film, isSwallowed } from "../film.js";
import { TIMEOUT } from "../protocol.js";
import { font, type Ink, TONES } from "./ink.js";
import type { Places } from "./places.js";

export function drawDots(context: CanvasRenderingContext2D, places: Places, film: Film, time: number, ink: Ink): void {
  const { attempts, plan } = film.recording;
  const { sent, arrived, left, known, outcome, client } = attempts;
  const { network } = plan.server;
  const { radius, server } = places;
  const pile = pileIn(places);
  // One path for each colour: a fill costs more than a dot does.
  const paths = new Map<string, Path2D>();
  const dot = (tone: string, x: number, y: number): void => {
    let path = paths.get(tone);
    if (path === undefined) {
      path = new Path2D();
      paths.set(tone, path);
    }
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  };

  for (let attempt = 0; attempt < sent.length; attempt++) {
    const from = sent[attempt] as number;
    if (from > time) break;
    const away = left[attempt] as number;
    const isKnown = (known[attempt] as number) <= time;
    // Of a request that was given up, the work goes on.
    if (isKnown && (outcome[attempt] !== TIMEOUT || time >= away + network || isSwallowed(film, attempt))) continue;
    const tone = isKnown ? ink["wait-ink"] : ink.accent;
    const at = client[attempt] as number;
    const [x, y] = [places.x(at) + places.size, places.y(at)];
    const along = (share: number, its: string): void => dot(its, x + (server.left - radius - x) * share, y);
    if (time < Math.min(arrived[attempt] as number, from + network)) along((time - from) / network, tone);
    else if (time >= away)
      along(1 - (time - away) / network, isKnown ? tone : ink[TONES[outcome[attempt] as number] ?? "accent"]);
    else pile.add((px, py) => dot(tone, px, py));
  }

  for (const [tone, path] of paths) {
    context.fillStyle = tone;
    context.fill(path);
  }
  if (pile.more > 0) {
    context.font = font(12, 600);
    context.fillStyle = ink.ink;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(`+ ${pile.more}`, server.left + server.width / 2, server.top + 6);
  }
}

/** Above the rows, for how many more there are. */
const MORE = 18;

// Requests at the server lie in rows, from the bottom up.
function pileIn({ server, radius }: Places) {
  const pitch = radius * 2.4;
  const columns = Math.max(1, Math.floor((server.width - 8) / pitch));
  const rows = Math.max(1, Math.floor((server.height - 8 - MORE) / pitch));
  const left = server.left + (server.width - columns * pitch) / 2;
  let count = 0;
  return {
    add(put: (x: number, y: number) => void): void {
      const row = Math.floor(count / columns);
      if (row < rows) put(left + ((count % columns) + 0.5) * pitch, server.top + server.height - 4 - (row + 0.5) * pitch);
      count += 1;
    },
    get more(): number {
      return Math.max(0, count - rows * columns);
    },
  };
}
