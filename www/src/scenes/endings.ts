// Every call of a recording, with the reason why it stopped: written out when one asks for it.

import { el } from "../shared/dom.js";
import { at, count, ms } from "../shared/format.js";
import type { Film } from "./film.js";

export interface Endings {
  element: HTMLElement;
  show(film: Film): void;
}

export function createEndings(name: string): Endings {
  const tally = el("span", { class: "tally" });
  const list = el("ol", { class: "endings-list" });
  const box = el("div", { class: "endings-box", role: "region", "aria-label": `Every call: ${name}`, tabindex: 0 }, list);
  const element = el("details", { class: "endings" }, el("summary", {}, "How the calls end: ", tally), box);
  let shown: Film | undefined;
  const fill = (): void => {
    if (shown !== undefined && element.open) list.replaceChildren(...linesOf(shown));
  };
  element.addEventListener("toggle", fill);
  return {
    element,
    show(film) {
      shown = film;
      tally.replaceChildren(...tallyOf(film));
      fill();
    },
  };
}

const tallyOf = ({ summary: { reasons } }: Film): (string | HTMLElement)[] =>
  reasons.flatMap(([reason, calls], index) => [
    index === 0 ? "" : ", ",
    el("span", { class: "name" }, `${calls} × ${reason ?? "not over yet"}`),
  ]);

function linesOf({ recording: { calls }, reason }: Film): HTMLElement[] {
  return [...calls.begun.entries()].map(([call, begun]) => {
    const why = reason[call];
    const client = (calls.client[call] ?? 0) + 1;
    const took = ms(Math.max(0.1, (calls.ended[call] ?? 0) - begun));
    const how = why === undefined ? "not over yet" : `${why}, after ${count(calls.attempts[call] ?? 0, "attempt")} and ${took}`;
    return el("li", {}, `Client ${client}, at ${at(begun)}: ${how}`);
  });
}
