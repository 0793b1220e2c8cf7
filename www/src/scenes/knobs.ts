// What can be turned. One knob is a row of choices, each with what came of it beside it; several are lists to choose from.

import { el, option } from "../shared/dom.js";
import type { Knob, Scene, Settings } from "./scene.js";

export interface Knobs {
  element: HTMLElement;
  show(settings: Settings): void;
  /** What came of these settings. */
  tell(settings: Settings, words: string): void;
}

export function createKnobs(scene: Scene, onTurn: (settings: Settings) => void): Knobs {
  const [first, ...more] = scene.knobs;
  if (first === undefined) throw new Error(`${scene.id} has no knob`);
  return more.length === 0 ? createChoices(scene, first, onTurn) : createLists(scene, onTurn);
}

function createChoices(scene: Scene, { name, label, values }: Knob, onTurn: (settings: Settings) => void): Knobs {
  const rows = values.map(({ value, label: text }) => {
    const input = el("input", { type: "radio", name: `${scene.id}-${name}`, value });
    input.addEventListener("change", () => onTurn({ [name]: value }));
    const told = el("span", { class: "told", "data-value": value }, "…");
    return { value, input, told, row: el("label", {}, input, el("span", { class: "choice" }, text), told) };
  });
  return {
    element: el("fieldset", { class: "knob" }, el("legend", {}, label), ...rows.map(({ row }) => row)),
    show: (settings) => {
      for (const { value, input } of rows) input.checked = settings[name] === value;
    },
    tell: (settings, words) => {
      for (const { value, told } of rows) if (settings[name] === value) told.textContent = words;
    },
  };
}

function createLists(scene: Scene, onTurn: (settings: Settings) => void): Knobs {
  const lists = scene.knobs.map(({ name, label, values }) => {
    const id = `${scene.id}-${name}`;
    const list = el("select", { id }, ...values.map(({ value, label: text }) => option(value, text)));
    list.addEventListener("change", () => onTurn(read()));
    return { name, list, field: el("div", { class: "field" }, el("label", { for: id }, label), list) };
  });
  const read = (): Settings => Object.fromEntries(lists.map(({ name, list }) => [name, list.value]));
  const told = el("p", { class: "told", role: "status" }, "…");
  return {
    element: el("div", { class: "knobs" }, ...lists.map(({ field }) => field), told),
    show: (settings) => {
      for (const { name, list } of lists) list.value = settings[name] ?? "";
    },
    tell: (_, words) => {
      told.textContent = words;
    },
  };
}
