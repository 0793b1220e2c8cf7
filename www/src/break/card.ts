// What is shown of one client: its parts, its last minute, its circuit and tokens, and its figures.

import { byId, el } from "../shared/dom.js";
import { ms } from "../shared/format.js";
import { createBudgetView } from "./budget.js";
import { type Chart, createChart, type Trouble } from "./chart.js";
import { createCircuitView } from "./circuit.js";
import type { Client, Parts } from "./client.js";
import { createQueueView } from "./queue.js";

const PARTS: readonly (readonly [keyof Parts, string])[] = [
  ["retries", "Retries"],
  ["budget", "Retry budget"],
  ["breaker", "Circuit breaker"],
];

const FIGURES = {
  calls: "Calls",
  succeeded: "Succeeded",
  failed: "Failed",
  spared: "Failed, nothing sent",
  counted: "Requests that reached the server",
  inTrouble: "Requests per call while it was not well",
  untilKnown: "Time until a failure was known",
} as const;

export function perCall({ calls, requests }: { calls: number; requests: number }): string {
  return calls === 0 ? "–" : (requests / calls).toFixed(1);
}

export interface Card {
  chart: Chart;
  /** What changes with every request. */
  update(client: Client): void;
  /** What the server has counted. */
  counted(requests: number, waiting: number): void;
  /** The drawing in words. */
  describe(client: Client, now: number): void;
}

export function createCard(id: string, client: Client, troubles: readonly Trouble[], onParts: (parts: Parts) => void): Card {
  const root = byId(`client-${id}`, HTMLElement);
  const circuit = createCircuitView();
  const budget = createBudgetView();
  const queue = createQueueView();
  const plot = el("div", { class: "plot", role: "img" });
  const boxes = PARTS.map(([part, label]) => {
    const box = el("input", { type: "checkbox", id: `${id}-${part}`, checked: client.parts[part] });
    box.addEventListener("change", () => onParts({ ...client.parts, [part]: box.checked }));
    return el("label", {}, box, ` ${label}`);
  });
  const values = new Map(Object.keys(FIGURES).map((name) => [name, el("dd", { "data-figure": name }, "0")]));
  const figures = Object.entries(FIGURES).map(([name, label]) => el("div", {}, el("dt", {}, label), values.get(name) ?? ""));

  root
    .querySelector(".card-head")
    ?.append(
      el(
        "fieldset",
        { class: "field" },
        el("legend", { class: "visually-hidden" }, "What it has"),
        el("div", { class: "choices" }, ...boxes),
      ),
    );
  root.append(
    el("h3", {}, "Requests a second"),
    plot,
    el("div", { class: "gauges" }, queue.element, circuit.element, budget.element),
    el("dl", { class: "figures" }, ...figures),
  );
  const write = (name: keyof typeof FIGURES, text: string): void => {
    const value = values.get(name);
    if (value !== undefined && value.textContent !== text) value.textContent = text;
  };

  return {
    chart: createChart(plot, troubles),
    update({ circuit: snapshot, parts, tokens, tally }) {
      circuit.update(snapshot, parts.breaker);
      budget.update(tokens);
      write("calls", String(tally.calls));
      write("succeeded", String(tally.succeeded));
      write("failed", String(tally.failed));
      write("spared", String(tally.spared));
      write("untilKnown", tally.untilKnown === undefined ? "–" : ms(tally.untilKnown));
      write("inTrouble", perCall(tally.troubled));
    },
    counted(requests, waiting) {
      write("counted", String(requests));
      queue.update(waiting);
    },
    describe({ tally }, now) {
      const sum = { calls: 0, answered: 0, refused: 0, silent: 0 };
      for (let index = Math.floor(now) - 60; index <= now; index++) {
        const second = tally.second(index);
        if (second === undefined) continue;
        for (const kind of Object.keys(sum) as (keyof typeof sum)[]) sum[kind] += second[kind];
      }
      plot.setAttribute(
        "aria-label",
        `Chart of the last minute, second by second: ${sum.calls} calls; requests: ${sum.answered} answered, ${sum.refused} refused, ${sum.silent} without a response.`,
      );
    },
  };
}
