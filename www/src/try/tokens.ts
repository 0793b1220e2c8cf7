// The retry tokens that are left while a call runs: each retry takes one, good answers earn some.

import { el } from "../shared/dom.js";

export interface TokensView {
  /** `undefined`: there are none to be seen. */
  show(left: number | undefined): void;
  /** For another policy, which begins with all that it has. */
  reset(): void;
}

export function createTokensView(target: HTMLElement): TokensView {
  const gauge = el("span", { class: "gauge", "aria-hidden": "true" });
  const words = el("span", { "data-figure": "tokens" });
  const note = el("span", { class: "name" }, "kept from run to run, while the policy is the same");
  let most = 0;
  target.replaceChildren(el("span", { class: "name" }, "Retry tokens"), gauge, words, note);

  const view: TokensView = {
    show(left) {
      most = Math.max(most, left ?? 0);
      gauge.style.setProperty("--filled", String(most === 0 ? 0 : (left ?? 0) / most));
      words.textContent = left === undefined ? "none to be seen" : `${tidy(left)} of ${tidy(most)} left`;
    },
    reset() {
      most = 0;
      view.show(undefined);
    },
  };
  view.reset();
  return view;
}

function tidy(tokens: number): string {
  return String(Math.round(tokens * 10) / 10);
}
