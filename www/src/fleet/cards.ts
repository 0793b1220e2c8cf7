// The policies as the reader sees and changes them: one card each. Cards are brought up to date, not made anew: whoever is
// typing in one, or on the way to the next control, keeps the place.

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
  /** Drops what is unfinished. */
  forget(): void;
  /** Says at this policy what is wrong with it; nothing is wrong with the others. */
  refuse(policy: number | undefined, message: string): void;
}

interface Card {
  element: HTMLElement;
  readonly isUnfinished: boolean;
  show(policy: PolicyText, name: string, isOnly: boolean): void;
  forget(): void;
  complain(message: string): void;
}

const BOXES: readonly [Exclude<keyof Switches, "retries">, string][] = [
  ["jitter", "Jitter"],
  ["budget", "Budget"],
  ["breaker", "Breaker"],
  ["spread", "Spread hints"],
];

export function createCards(list: HTMLElement, onChange: (policy: number, changed: PolicyText | undefined) => void): Cards {
  const cards: Card[] = [];
  return {
    show(policies, names) {
      while (cards.length > policies.length) cards.pop()?.element.remove();
      for (const [index, policy] of policies.entries()) {
        let card = cards[index];
        if (card === undefined) {
          card = createCard(index, (changed) => onChange(index, changed));
          cards.push(card);
          list.append(card.element);
        }
        card.show(policy, names[index] ?? "", policies.length === 1);
      }
    },
    get isUnfinished() {
      return cards.some((card) => card.isUnfinished);
    },
    forget() {
      for (const card of cards) card.forget();
    },
    refuse(policy, message) {
      for (const [index, card] of cards.entries()) card.complain(index === policy ? message : "");
    },
  };
}

function createCard(index: number, onChange: (changed: PolicyText | undefined) => void): Card {
  const id = (part: string): string => `policy-${index}-${part}`;
  const field = (part: string, label: string, control: HTMLElement, more = ""): HTMLElement =>
    el("div", { class: `field${more}` }, el("label", { for: id(part) }, label), control);
  let policy: PolicyText = {};
  let isUnfinished = false;

  const title = el("span");
  const heading = el("h3", { id: id("name") }, el("i", { class: "line", "data-policy": index }), title);
  const remove = el("button", { type: "button", class: "quiet", id: id("remove"), "aria-describedby": id("name") }, "Remove");
  remove.addEventListener("click", () => onChange(undefined));

  const group = (label: string, options: HTMLOptionElement[]): HTMLElement => el("optgroup", { label }, ...options);
  const start = el(
    "select",
    { id: id("start") },
    group(
      "Presets",
      PRESETS.map((preset) => option(preset.name, preset.name)),
    ),
    group(
      "What others do",
      OTHERS.map((other) => option(other.name, other.label)),
    ),
  );
  start.addEventListener("change", () => onChange(named(start.value) ?? policy));

  const set = (name: keyof Switches, value: number | boolean): void => {
    if (typeof policy !== "string") onChange(withSwitch(policy, name, value));
  };
  const retries = el("input", { id: id("retries"), type: "number", min: 0, max: 20, step: 1 });
  retries.addEventListener("change", () => {
    const wanted = retries.valueAsNumber;
    if (Number.isFinite(wanted)) set("retries", Math.min(20, Math.max(0, Math.round(wanted))));
    else showPolicy();
  });
  const boxes = BOXES.map(([name, label]) => {
    const input = el("input", { id: id(name), type: "checkbox" });
    input.addEventListener("change", () => set(name, input.checked));
    return { name, input, label: el("label", {}, input, label) };
  });

  const text = el("textarea", { id: id("written"), class: "mono", rows: 5, spellcheck: "false", autocapitalize: "off" });
  text.addEventListener("change", () => {
    try {
      const changed = policyFrom(text.value);
      markUnfinished(false);
      onChange(changed);
    } catch (error) {
      markUnfinished(true);
      complain(`No policy yet: ${error instanceof Error ? error.message : error}`);
    }
  });

  const complaint = el("p", { class: "note complaint", id: id("complaint"), role: "status" });
  const complain = (message: string): void => {
    complaint.textContent = message;
  };
  const controls = el(
    "div",
    { class: "policy-controls" },
    field("start", "Preset", start),
    field("retries", "Retries", retries, " retries"),
    el("div", { class: "choices" }, ...boxes.map(({ label }) => label)),
    el(
      "details",
      {},
      el("summary", {}, "The policy as JSON"),
      el("label", { for: text.id, class: "visually-hidden" }, "The policy"),
      text,
    ),
  );

  function markUnfinished(value: boolean): void {
    isUnfinished = value;
    if (value) text.setAttribute("aria-invalid", "true");
    else text.removeAttribute("aria-invalid");
  }

  function showPolicy(): void {
    const switches = switchesOf(policy);
    // What others do has a name, and no options.
    controls.classList.toggle("bare", switches === undefined);
    start.value = typeof policy === "string" ? policy : (policy.preset ?? "standard");
    if (switches === undefined) return;
    retries.value = String(switches.retries);
    for (const { name, input } of boxes) input.checked = switches[name];
    text.value = toJson(policy, 40);
  }

  function forget(): void {
    if (!isUnfinished) return;
    markUnfinished(false);
    complain("");
    showPolicy();
  }

  return {
    element: el(
      "li",
      { class: "policy", "aria-labelledby": id("name") },
      el("div", { class: "policy-head" }, heading, remove),
      controls,
      complaint,
    ),
    get isUnfinished() {
      return isUnfinished;
    },
    show(next, name, isOnly) {
      title.textContent = capitalised(name);
      remove.disabled = isOnly;
      if (next === policy && isUnfinished) return;
      if (next !== policy) complain("");
      policy = next;
      markUnfinished(false);
      showPolicy();
    },
    forget,
    complain(message) {
      if (!isUnfinished) complain(message);
    },
  };
}
