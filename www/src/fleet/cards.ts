// The policies as the reader sees and changes them: one card each.

import { el, option } from "../shared/dom.js";
import { toJson } from "../shared/json.js";
import { PRESETS } from "../shared/presets.js";
import { named, OTHERS, policyFrom, type Switches, switchesOf, withSwitch } from "./policies.js";
import type { PolicyText } from "./types.js";
import { capitalised } from "./words.js";

export interface Cards {
  show(policies: readonly PolicyText[], names: readonly string[]): void;
  /** Is one of them being written, and no policy yet? */
  readonly isUnfinished: boolean;
  /** Says at this policy what is wrong with it; nothing is wrong with the others. */
  refuse(policy: number | undefined, message: string): void;
}

export function createCards(list: HTMLElement, onChange: (policy: number, changed: PolicyText | undefined) => void): Cards {
  let shown: readonly PolicyText[] = [];

  function card(policy: PolicyText, name: string, index: number, isOnly: boolean): HTMLElement {
    const id = (part: string): string => `policy-${index}-${part}`;
    const switches = switchesOf(policy);
    const heading = el("h3", { id: id("name") }, el("i", { class: "line", "data-policy": index }), capitalised(name));

    const start = el("select", { id: id("start") });
    const group = (label: string, options: HTMLOptionElement[]): HTMLElement => el("optgroup", { label }, ...options);
    start.append(
      group(
        "Presets",
        PRESETS.map((preset) => option(preset.name, preset.name)),
      ),
      group(
        "What others do",
        OTHERS.map((other) => option(other.name, other.label)),
      ),
    );
    start.value = typeof policy === "string" ? policy : (policy.preset ?? "standard");
    start.addEventListener("change", () => onChange(index, named(start.value) ?? policy));

    const controls: HTMLElement[] = [el("div", { class: "field" }, el("label", { for: id("start") }, "Preset"), start)];
    if (typeof policy !== "string" && switches !== undefined) {
      const set = (name: keyof Switches, value: number | boolean): void => onChange(index, withSwitch(policy, name, value));
      const retries = el("input", { id: id("retries"), type: "number", min: 0, max: 20, step: 1, value: switches.retries });
      retries.addEventListener("change", () => {
        const wanted = retries.valueAsNumber;
        set("retries", Number.isFinite(wanted) ? Math.min(20, Math.max(0, Math.round(wanted))) : switches.retries);
      });
      const box = (name: Exclude<keyof Switches, "retries">, label: string): HTMLElement => {
        const input = el("input", { id: id(name), type: "checkbox", checked: switches[name] });
        input.addEventListener("change", () => set(name, input.checked));
        return el("label", {}, input, label);
      };
      controls.push(
        el("div", { class: "field retries" }, el("label", { for: id("retries") }, "Retries"), retries),
        el(
          "div",
          { class: "choices" },
          box("jitter", "Jitter"),
          box("budget", "Budget"),
          box("breaker", "Breaker"),
          box("spread", "Spread hints"),
        ),
        written(policy, index, id("written")),
      );
    }
    const complaint = el("p", { class: "note complaint", id: id("complaint"), role: "status" });
    const remove = el("button", { type: "button", class: "quiet", disabled: isOnly, "aria-describedby": id("name") }, "Remove");
    remove.addEventListener("click", () => onChange(index, undefined));
    return el(
      "li",
      { class: "policy", "aria-labelledby": id("name") },
      el("div", { class: "policy-head" }, heading, remove),
      el("div", { class: "policy-controls" }, ...controls),
      complaint,
    );
  }

  function written(policy: PolicyText, index: number, id: string): HTMLElement {
    const text = el("textarea", { id, class: "mono", rows: 5, spellcheck: "false", autocapitalize: "off" });
    text.value = toJson(policy, 40);
    text.addEventListener("change", () => {
      try {
        const changed = policyFrom(text.value);
        text.removeAttribute("aria-invalid");
        onChange(index, changed);
      } catch (error) {
        text.setAttribute("aria-invalid", "true");
        refuse(index, `No policy yet: ${error instanceof Error ? error.message : error}`);
      }
    });
    return el(
      "details",
      {},
      el("summary", {}, "The policy as JSON"),
      el("label", { for: id, class: "visually-hidden" }, "The policy"),
      text,
    );
  }

  function complain(policy: number, message: string): void {
    const complaint = document.getElementById(`policy-${policy}-complaint`);
    if (complaint !== null) complaint.textContent = message;
  }

  function refuse(policy: number | undefined, message: string): void {
    for (const index of shown.keys()) complain(index, index === policy ? message : "");
  }

  const unfinished = (): HTMLTextAreaElement[] => [...list.querySelectorAll<HTMLTextAreaElement>("textarea[aria-invalid]")];

  /** What is written and no policy yet, of those that stay what they are. */
  function draftsOf(next: readonly PolicyText[]): { index: number; value: string; complaint: string }[] {
    return unfinished().flatMap(({ id, value }) => {
      const index = Number(id.split("-")[1]);
      if (next.length !== shown.length || next[index] !== shown[index]) return [];
      return [{ index, value, complaint: document.getElementById(`policy-${index}-complaint`)?.textContent ?? "" }];
    });
  }

  return {
    show(policies, names) {
      const focused = document.activeElement?.id;
      const open = [...list.querySelectorAll("details")].map((details) => details.open);
      const drafts = draftsOf(policies);
      shown = policies;
      list.replaceChildren(...policies.map((policy, index) => card(policy, names[index] ?? "", index, policies.length === 1)));
      for (const [index, details] of [...list.querySelectorAll("details")].entries()) details.open = open[index] ?? false;
      for (const { index, value, complaint } of drafts) {
        const area = list.querySelector<HTMLTextAreaElement>(`#policy-${index}-written`);
        if (area === null) continue;
        area.value = value;
        area.setAttribute("aria-invalid", "true");
        complain(index, complaint);
      }
      // The card was made anew under the reader's finger.
      if (focused?.startsWith("policy-")) document.getElementById(focused)?.focus();
    },
    get isUnfinished() {
      return unfinished().length > 0;
    },
    refuse,
  };
}
