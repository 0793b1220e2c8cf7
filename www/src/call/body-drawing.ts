// The body of an answer in the drawing of its attempt: as far as something came, then how long nothing came, then where it broke.

import { el } from "../shared/dom.js";
import { shortBody } from "./body-words.js";
import { type BodyDrawing, place } from "./timeline.js";

interface Bars {
  came: HTMLElement;
  silence: HTMLElement;
  broken: HTMLElement;
}

export function createBodyDrawing(): BodyDrawing {
  const drawn = new WeakMap<HTMLElement, Bars>();

  const add = (attempt: HTMLElement): Bars => {
    const bars = {
      came: el("span", { class: "bar body" }),
      silence: el("span", { class: "bar silence" }),
      broken: el("span", { class: "break-mark", hidden: true }),
    };
    drawn.set(attempt, bars);
    attempt.after(bars.came, bars.silence, bars.broken);
    return bars;
  };

  return {
    label: (recorded, { unit = "bytes" }) => shortBody(recorded, unit),

    paint(attempt, { body }) {
      if (body === undefined) return;
      const { came, silence, broken } = drawn.get(attempt) ?? add(attempt);
      place(came, body.from, body.last);
      place(silence, body.last, body.until);
      // After its last bytes, a whole body was silent too, until its end was known: that is nobody's trouble.
      silence.hidden = body.until !== undefined && body.broken === undefined;
      broken.hidden = body.broken === undefined;
      if (body.until !== undefined) broken.style.setProperty("--start", String(body.until));
    },
  };
}
