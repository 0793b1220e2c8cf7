// What happened, in words and in order, the latest last.

import type { CircuitChange } from "holdfast-fetch";
import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";

const MOST = 200;

export interface Log {
  add(elapsed: number, sentence: string): void;
  clear(): void;
}

export function createLog(list: HTMLOListElement): Log {
  return {
    add(elapsed, sentence) {
      list.append(el("li", {}, el("span", { class: "when" }, clock(elapsed)), el("span", {}, sentence)));
      if (list.childElementCount > MOST) list.firstElementChild?.remove();
      const scroller = list.parentElement;
      if (scroller !== null) scroller.scrollTop = scroller.scrollHeight;
    },
    clear: () => list.replaceChildren(),
  };
}

export function circuitSentence(client: string, { to, probeIn }: CircuitChange): string {
  switch (to) {
    case "open":
      return `${client}: the circuit opens and cuts it off. Calls fail at once, and the server is left alone${probeIn === undefined ? "" : ` for ${ms(probeIn)}`}.`;
    case "half-open":
      return `${client}: half-open. One call is sent as a probe.`;
    default:
      return `${client}: the circuit is closed again.`;
  }
}

function clock(elapsed: number): string {
  const seconds = Math.floor(elapsed / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
