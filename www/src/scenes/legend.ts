// What the colours of a picture mean: of those that are in it.

import { el } from "../shared/dom.js";
import type { Film } from "./film.js";
import { BROKEN, OK, REFUSED, TIMEOUT } from "./protocol.js";

const MEANINGS = [
  [OK, "ok", "answered"],
  [REFUSED, "refused", "refused: 503"],
  [BROKEN, "broken", "no response"],
  [TIMEOUT, "timeout", "given up: no answer in time"],
] as const;

export interface Legend {
  element: HTMLElement;
  show(film: Film): void;
}

export function createLegend(): Legend {
  const element = el("ul", { class: "legend", "aria-hidden": true });
  return {
    element,
    show({ recording: { attempts } }) {
      const seen = new Set(attempts.outcome);
      const items = MEANINGS.filter(([outcome]) => seen.has(outcome)).map(([, tone, words]) =>
        el("li", {}, el("i", { class: `swatch ${tone}` }), words),
      );
      element.replaceChildren(el("li", {}, el("i", { class: "swatch asking" }), "request"), ...items);
    },
  };
}
