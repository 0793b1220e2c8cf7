// What the colours and shapes of a picture mean: of those that are in it.

import { el } from "../shared/dom.js";
import { FEW } from "./draw/places.js";
import { hasLanes } from "./draw/strip.js";
import { type Film, isSwallowed, isWell } from "./film.js";
import { BROKEN, OK, REFUSED, TIMEOUT } from "./protocol.js";

type Meaning = readonly [shape: string, words: string, isThere: (film: Film) => boolean];

const ended =
  (outcome: number) =>
  ({ recording: { attempts } }: Film): boolean =>
    attempts.outcome.includes(outcome);

const MEANINGS: readonly Meaning[] = [
  ["asking", "request", () => true],
  ["ok", "answered", ended(OK)],
  ["refused", "refused (503)", ended(REFUSED)],
  ["broken", "connection broken", ended(BROKEN)],
  ["timeout", "given up: no answer in time", ended(TIMEOUT)],
  ["abandoned", "given up, but the server still answers it", isAnsweredInVain],
  ["line", "wait", (film) => hasLanes(film) && film.next.some(Number.isFinite)],
  ["square", "client: filled when its call is over", ({ recording }) => recording.plan.clients > FEW],
  ["square failed", "client whose call failed", ({ reason }) => reason.some((why) => why !== undefined && why !== "success")],
  ["trouble", "server in trouble", ({ recording }) => !recording.plan.server.phases.every(isWell)],
  ["dashes", "all that the server can answer", (film) => !hasLanes(film) && film.recording.plan.server.workers !== undefined],
];

export interface Legend {
  element: HTMLElement;
  show(film: Film): void;
}

export function createLegend(): Legend {
  const element = el("ul", { class: "legend", "aria-hidden": true });
  return {
    element,
    show(film) {
      const items = MEANINGS.filter(([, , isThere]) => isThere(film));
      element.replaceChildren(...items.map(([shape, words]) => el("li", {}, el("i", { class: `swatch ${shape}` }), words)));
    },
  };
}

function isAnsweredInVain(film: Film): boolean {
  return film.recording.attempts.outcome.some((outcome, attempt) => outcome === TIMEOUT && !isSwallowed(film, attempt));
}
