// The knobs as fields.

import { el } from "../shared/dom.js";
import { allowed, type Knob, type Knobs, knobsFor, read, turn } from "./knobs.js";
import type { Scenario } from "./types.js";

export interface Form {
  /** `scenario` as the scene has it, and what is changed of it. */
  show(scenario: Scenario, knobs: Partial<Knobs>): void;
}

export function createForm(parent: HTMLElement, onChange: (knobs: Partial<Knobs>) => void): Form {
  return {
    show(scenario, knobs) {
      const focused = document.activeElement?.id;
      const usual = read(scenario);
      const now = read(turn(scenario, knobs));
      const field = (knob: Knob): HTMLElement => {
        const { name, label, unit, min, max, step } = knob;
        const id = `knob-${name}`;
        const input = el("input", { id, type: "number", min, max, step, value: now[name], inputmode: "decimal" });
        if (now[name] !== usual[name]) input.classList.add("turned");
        input.addEventListener("change", () => {
          const value = allowed(knob, input.value) ?? usual[name];
          const { [name]: _, ...others } = knobs;
          onChange(value === usual[name] ? others : { ...others, [name]: value });
        });
        return el(
          "div",
          { class: "knob" },
          el("label", { for: id }, label),
          el("span", { class: "amount" }, input, el("span", { class: "unit" }, unit)),
        );
      };
      parent.replaceChildren(...knobsFor(scenario).map(field));
      if (focused?.startsWith("knob-")) document.getElementById(focused)?.focus();
    },
  };
}
