// What the policy says: its own explanation, and its waits as bars. The pale part of a bar is what jitter may choose from.

import type { RetryPolicy } from "holdfast-fetch";
import { el } from "../shared/dom.js";
import { ms, range } from "../shared/format.js";

const SHOWN = 10;
// random() is below 1, so the longest wait is approached, not reached.
const ALMOST_ONE = 1 - Number.EPSILON;

export interface Meaning {
  show(policy: RetryPolicy): void;
  /** The policy is being changed and is wrong at the moment: what is shown is the last good one. */
  outdated(): void;
}

export function createMeaning(parts: {
  explain: HTMLElement;
  list: HTMLOListElement;
  sum: HTMLElement;
  redraw: HTMLButtonElement;
  section: HTMLElement;
}): Meaning {
  let current: RetryPolicy | undefined;

  const draw = (): void => {
    if (current !== undefined) drawWaits(current, parts.list, parts.sum);
  };
  parts.redraw.addEventListener("click", draw);

  return {
    show(policy) {
      current = policy;
      parts.section.classList.remove("outdated");
      // A line is a statement of its own: a block, so that a wrapped one can be told from the next.
      const lines = policy.explain().split("\n");
      parts.explain.replaceChildren(...lines.map((line) => el("span", {}, `${line}\n`)));
      parts.redraw.disabled = false;
      draw();
    },
    outdated() {
      parts.section.classList.add("outdated");
      if (current === undefined) parts.explain.textContent = "Nothing yet: the policy is not valid.";
      parts.redraw.disabled = true;
    },
  };
}

function drawWaits(policy: RetryPolicy, list: HTMLOListElement, sum: HTMLElement): void {
  const drawn = policy.delays();
  const shortest = policy.delays({ random: () => 0 });
  const longest = policy.delays({ random: () => ALMOST_ONE });
  const shown = drawn.slice(0, SHOWN);
  const scale = Math.max(1, ...longest.slice(0, SHOWN), ...shown);

  list.replaceChildren(
    ...shown.map((delay, index) => {
      const low = Math.min(shortest[index] ?? delay, delay);
      const high = Math.max(longest[index] ?? delay, delay);
      const bar = el("span", {
        class: low === high ? "wait-bar exact" : "wait-bar",
        "aria-hidden": "true",
        "--low": low / scale,
        "--high": high / scale,
        "--drawn": delay / scale,
      });
      return el(
        "li",
        {},
        el("span", { class: "wait-drawn" }, ms(delay)),
        bar,
        el("span", { class: "wait-range" }, low === high ? "" : range(low, high)),
      );
    }),
  );

  const total = drawn.reduce((a, b) => a + b, 0);
  const rest = drawn.length - shown.length;
  const more = rest > 0 ? `, ${rest} more than shown` : "";
  sum.textContent =
    drawn.length === 0
      ? "No retries, so no waits."
      : `${ms(total)} in all if every attempt fails without a hint${more}. One draw of many.`;
}
