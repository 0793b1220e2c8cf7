// The queue of a client's server: how full it is.

import { el } from "../shared/dom.js";
import { ROOM } from "./conditions.js";

export interface QueueView {
  element: HTMLElement;
  update(waiting: number): void;
}

export function createQueueView(): QueueView {
  const fill = el("div", { class: "meter-fill" });
  const note = el("p", { class: "note two-lines" });
  const element = el("div", { class: "queue" }, el("h3", {}, "Queue of its server"), el("div", { class: "meter" }, fill), note);
  const update = (waiting: number): void => {
    fill.style.setProperty("--filled", `${waiting / ROOM}`);
    note.textContent = waiting >= ROOM ? `Full: ${ROOM} wait, more are refused.` : `${waiting} of ${ROOM} places are taken.`;
  };
  update(0);
  return { element, update };
}
