// A circuit as one sees it in textbooks: three states, one of them lit, and what would bring the next.

import type { CircuitSnapshot, CircuitState } from "holdfast-fetch";
import { el } from "../shared/dom.js";
import { count, ms } from "../shared/format.js";
import { BREAKER } from "./client.js";

const STATES: readonly CircuitState[] = ["closed", "open", "half-open"];

export interface CircuitView {
  element: HTMLElement;
  /** `circuit` is undefined before the first call, `hasBreaker` false where there is none at all. */
  update(circuit: CircuitSnapshot | undefined, hasBreaker: boolean): void;
}

export function createCircuitView(): CircuitView {
  const lamps = new Map(STATES.map((state) => [state, el("li", { "data-state": state }, state)]));
  const fill = el("span", { class: "meter-fill" });
  const meter = el("div", { class: "meter", "aria-hidden": "true" }, fill, el("span", { class: "meter-mark" }));
  const sentence = el("p", { class: "note two-lines" });
  const element = el(
    "div",
    { class: "circuit" },
    el("h3", {}, "Circuit"),
    el("ul", { class: "states" }, ...lamps.values()),
    meter,
    sentence,
  );
  let longest = 0;

  return {
    element,
    update(circuit, hasBreaker) {
      const state = circuit?.state ?? "closed";
      element.classList.toggle("absent", !hasBreaker);
      for (const [name, lamp] of lamps) lamp.classList.toggle("lit", hasBreaker && name === state);
      // While it is open the meter runs out; the longest wait seen is its whole length.
      const probeIn = circuit?.probeIn ?? 0;
      longest = state === "open" ? Math.max(longest, probeIn) : 0;
      const { calls = 0, failures = 0 } = circuit ?? {};
      const filled = state === "open" ? probeIn / Math.max(1, longest) : calls === 0 ? 0 : failures / calls;
      element.dataset.state = state;
      fill.style.setProperty("--filled", String(hasBreaker ? filled : 0));
      sentence.textContent = hasBreaker
        ? explain(state, calls, failures, probeIn)
        : "None: every call is sent, whatever became of those before.";
    },
  };
}

function explain(state: CircuitState, calls: number, failures: number, probeIn: number): string {
  switch (state) {
    case "open":
      return probeIn > 0
        ? `Cut off: calls fail at once. The next call after ${ms(probeIn)} is sent as a probe.`
        : "Cut off: calls fail at once. The next call is sent as a probe.";
    case "half-open":
      return "One call is under way as a probe: its answer decides. All others fail at once.";
    default:
      return calls < BREAKER.minimum
        ? `${count(failures, "failure")} in the last ${ms(BREAKER.window)}. With fewer than ${BREAKER.minimum} calls it waits and sees.`
        : `${failures} of ${calls} calls in the last ${ms(BREAKER.window)} failed. It opens, and cuts off, at half of them.`;
  }
}
