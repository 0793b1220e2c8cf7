// The four quantities that are drawn, and the second at which they are read.

import { byId, el } from "../shared/dom.js";
import { type Chart, createChart } from "./chart.js";
import { inTurn } from "./frames.js";
import { most } from "./results.js";
import type { Scenario, Series, SeriesName } from "./types.js";
import { capitalised, whole } from "./words.js";

const PANES: readonly { name: SeriesName; noun: string; column: string; capacity: boolean }[] = [
  { name: "arrivals", noun: "requests that arrive in a second", column: "Requests that arrive", capacity: true },
  { name: "goodput", noun: "calls that are answered well in a second", column: "Calls answered well", capacity: true },
  { name: "queue", noun: "requests in the server’s queue", column: "Requests in the queue", capacity: false },
  { name: "waiting", noun: "clients that wait", column: "Clients that wait", capacity: false },
];

export interface View {
  scenario: Scenario;
  names: readonly string[];
  /** For each policy. */
  series: readonly Series[];
}

export interface Panes {
  /** Draws one chart a frame, so that none is kept waiting long. */
  draw(view: View): void;
  /** In words, for those who do not see the charts; also what is read at the chosen second. */
  describe(view: View): void;
}

export function createPanes(): Panes {
  const slider = byId("second", HTMLInputElement);
  const shown = byId("second-shown", HTMLOutputElement);
  const reading = byId("reading", HTMLTableSectionElement);
  const plots = PANES.map(({ name }) => byId(`plot-${name}`, HTMLElement));
  let view: View | undefined;
  /** Of the drawing that is on: what is left of an older one is not done any more. */
  let drawing = 0;
  const charts: Chart[] = plots.map((plot) => createChart(plot, (second) => second !== undefined && point(second)));

  function point(second: number): void {
    slider.value = String(second);
    read();
    for (const chart of charts) chart.point(second);
  }

  function read(): void {
    const second = Number(slider.value);
    shown.textContent = `${second} s`;
    const rows = (view?.series ?? []).map((series, policy) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, el("i", { class: "line", "data-policy": policy }), capitalised(view?.names[policy] ?? "")),
        ...PANES.map(({ name, column }) => {
          const value = series[name][second];
          return el("td", { "data-label": column }, value === undefined ? "–" : whole(value));
        }),
      ),
    );
    reading.replaceChildren(...rows);
  }

  slider.addEventListener("input", () => point(Number(slider.value)));

  return {
    draw(next) {
      view = next;
      slider.max = String(next.scenario.duration / 1_000 - 1);
      drawing += 1;
      const mine = drawing;
      const pieces = PANES.map(({ name, capacity }, index) => () => {
        const lists = next.series.map((series) => series[name]);
        const offered = name === "arrivals" ? next.series[0]?.offered : undefined;
        charts[index]?.draw({ scenario: next.scenario, lists, capacity, ...(offered === undefined ? {} : { offered }) });
      });
      inTurn(...[...pieces, read].map((piece) => () => mine === drawing && piece()));
    },
    describe({ names, series }) {
      for (const [index, { name, noun }] of PANES.entries()) {
        const policies = series.map((lists, policy) => {
          const { value, at } = most(lists[name]);
          const last = lists[name].length - 1;
          return `${names[policy]}: ${whole(lists[name][0] ?? 0)} at first, at most ${whole(value)}, in second ${at}, and ${whole(lists[name][last] ?? 0)} at the end`;
        });
        plots[index]?.setAttribute("aria-label", `Chart of the ${noun}. ${policies.map(capitalised).join(". ")}.`);
      }
    },
  };
}
