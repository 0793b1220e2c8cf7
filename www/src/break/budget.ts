// Retry tokens as slots: those that were there at first, and those that good answers earn.

import { el } from "../shared/dom.js";
import { BUDGET, type Tokens } from "./client.js";

export interface BudgetView {
  element: HTMLElement;
  /** undefined where there is no budget. */
  update(tokens: Tokens | undefined): void;
}

export function createBudgetView(): BudgetView {
  const slot = (kind: string): HTMLElement => el("li", { class: kind });
  const credit = Array.from({ length: BUDGET.initial }, () => slot("credit"));
  const earned = Array.from({ length: BUDGET.cap }, () => slot("earned"));
  const sentence = el("p", { class: "note two-lines" });
  const element = el(
    "div",
    { class: "budget" },
    el("h3", {}, "Retry tokens"),
    el("ul", { class: "tokens", "aria-hidden": "true" }, ...credit, ...earned),
    sentence,
  );

  return {
    element,
    update(tokens) {
      element.classList.toggle("absent", tokens === undefined);
      fill(credit, tokens?.credit ?? 0);
      fill(earned, tokens?.earned ?? 0);
      sentence.textContent =
        tokens === undefined ? "No budget: every failed request is sent again, as often as the retries allow." : explain(tokens);
    },
  };
}

/** The n-th slot holds what there is beyond n − 1 tokens, at most one. */
function fill(slots: readonly HTMLElement[], tokens: number): void {
  slots.forEach((slot, index) => {
    slot.style.setProperty("--filled", String(Math.max(0, Math.min(1, tokens - index))));
  });
}

function explain({ credit, earned }: Tokens): string {
  const all = credit + earned;
  const left = `${all.toFixed(1).replace(".0", "")} left`;
  return all < 1
    ? `${left}: a retry needs a whole one, so nothing is sent again until good answers have earned one, five of them two.`
    : `${left}. A retry that fails takes one. Good answers earn up to ${BUDGET.cap}, 0.4 each.`;
}
