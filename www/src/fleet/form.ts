// The knobs as fields. They are made anew only where a scene has others: whoever is on the way from one to the next keeps the
// place.

import { el } from "../shared/dom.js";
import { allowed, type Knob, type Knobs, knobsFor, read, turn } from "./knobs.js";
import type { Scenario } from "./types.js";

export interface Form {
  /** `scenario` as the scene has it, and what is changed of it. */
  show(scenario: Scenario, knobs: Partial<Knobs>): void;
}

export function createForm(parent: HTMLElement, onChange: (knobs: Partial<Knobs>) => void): Form {
  let fields: { knob: Knob; input: HTMLInputElement }[] = [];
  let usual: Knobs | undefined;
  let turned: Partial<Knobs> = {};

  function create(knob: Knob): HTMLElement {
    const { name, label, unit, min, max, step } = knob;
    const id = `knob-${name}`;
    const input = el("input", { id, type: "number", min, max, step, inputmode: "decimal" });
    input.addEventListener("change", () => {
      if (usual === undefined) return;
      const value = allowed(knob, input.value) ?? usual[name];
      const { [name]: _, ...others } = turned;
      onChange(value === usual[name] ? others : { ...others, [name]: value });
    });
    fields.push({ knob, input });
    return el(
      "div",
      { class: "knob" },
      el("label", { for: id }, label),
      el("span", { class: "amount" }, input, el("span", { class: "unit" }, unit)),
    );
  }

  return {
    show(scenario, knobs) {
      const wanted = knobsFor(scenario);
      if (wanted.length !== fields.length || wanted.some((knob, index) => knob !== fields[index]?.knob)) {
        fields = [];
        parent.replaceChildren(...wanted.map(create));
      }
      usual = read(scenario);
      turned = knobs;
      const now = read(turn(scenario, knobs));
      for (const { knob, input } of fields) {
        input.value = String(now[knob.name]);
        input.classList.toggle("turned", now[knob.name] !== usual[knob.name]);
      }
    },
  };
}
