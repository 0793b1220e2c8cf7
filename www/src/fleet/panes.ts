// The five quantities that are drawn, and the second at which they are read.

import { byId, el } from "../shared/dom.js";
import { ms } from "../shared/format.js";
import { type Chart, createChart } from "./chart.js";
import { inTurn } from "./frames.js";
import { most, tellingSecond } from "./results.js";
import type { Scenario, Series, SeriesName } from "./types.js";
import { capitalised, whole } from "./words.js";

interface Pane {
  name: SeriesName;
  noun: string;
  column: string;
  /** Is it compared with what the server can do? */
  capacity: boolean;
  of: (series: Series) => Uint32Array;
}

const PANES: readonly Pane[] = [
  {
    name: "arrivals",
    noun: "requests that arrive in a second",
    column: "Requests that arrive",
    capacity: true,
    of: ({ arrivals }) => arrivals,
  },
  {
    name: "goodput",
    noun: "calls that are answered in time in a second",
    column: "Calls answered in time",
    capacity: true,
    of: ({ goodput }) => goodput,
  },
  // A call that fails waits no longer: beside the next-but-one chart alone, giving up would look like success.
  {
    name: "failed",
    noun: "calls that have failed so far",
    column: "Calls failed so far",
    capacity: false,
    of: ({ failed }) => soFar(failed),
  },
  {
    name: "queue",
    noun: "requests in the server’s queue",
    column: "Requests in the queue",
    capacity: false,
    of: ({ queue }) => queue,
  },
  { name: "waiting", noun: "calls that wait", column: "Calls that wait", capacity: false, of: ({ waiting }) => waiting },
];

function soFar(list: Uint32Array): Uint32Array {
  let sum = 0;
  return list.map((value) => {
    sum += value;
    return sum;
  });
}

export interface View {
  scenario: Scenario;
  names: readonly string[];
  /** For each policy. */
  series: readonly Series[];
}

export interface Panes {
  /** Draws one chart a frame, so that none is kept waiting long. */
  draw(view: View): void;
  /** In words, for those who do not see the charts. */
  describe(view: View): void;
}

export function createPanes(): Panes {
  const slider = byId("second", HTMLInputElement);
  const shown = byId("second-shown", HTMLOutputElement);
  const reading = byId("reading", HTMLTableSectionElement);
  const plots = PANES.map(({ name }) => byId(`plot-${name}`, HTMLElement));
  let view: View | undefined;
  /** The lists of each pane, for each policy. */
  let lists: Uint32Array[][] = [];
  /** Has the reader chosen the second that is read? */
  let isChosen = false;
  const charts: Chart[] = plots.map((plot) => createChart(plot, (second) => second !== undefined && point(second)));

  // A chart a frame, in a circle, until all show the latest: however fast new ones come, each has its turn.
  const pieces = [
    ...PANES.map(({ name, capacity }, index) => () => {
      if (view === undefined) return;
      const offered = name === "arrivals" ? view.series[0]?.offered : undefined;
      const drawn = { scenario: view.scenario, lists: lists[index] ?? [], capacity };
      charts[index]?.draw(offered === undefined ? drawn : { ...drawn, offered });
    }),
    (): void => {
      if (view !== undefined) point(isChosen ? Number(slider.value) : tellingSecond(view.series, view.scenario));
    },
  ];
  let at = 0;
  let left = 0;
  function drawNext(): void {
    const piece = pieces[at];
    at = (at + 1) % pieces.length;
    left -= 1;
    if (left > 0) inTurn(drawNext);
    piece?.();
  }

  function point(second: number): void {
    slider.value = String(second);
    read();
    for (const chart of charts) chart.point(second);
  }

  function read(): void {
    const second = Number(slider.value);
    shown.textContent = ms(second * 1_000);
    const rows = (view?.names ?? []).map((name, policy) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, el("i", { class: "line", "data-policy": policy }), capitalised(name)),
        ...PANES.map(({ column }, pane) => {
          const value = lists[pane]?.[policy]?.[second];
          return el("td", { "data-label": column }, value === undefined ? "–" : whole(value));
        }),
      ),
    );
    reading.replaceChildren(...rows);
  }

  slider.addEventListener("input", () => {
    isChosen = true;
    point(Number(slider.value));
  });

  return {
    draw(next) {
      view = next;
      lists = PANES.map(({ of }) => next.series.map(of));
      slider.max = String(next.scenario.duration / 1_000 - 1);
      const isIdle = left === 0;
      left = pieces.length;
      if (isIdle) inTurn(drawNext);
    },
    describe({ names, series }) {
      for (const [index, { noun, of }] of PANES.entries()) {
        const policies = series.map(of).map((list, policy) => {
          const { value, at } = most(list);
          return `${names[policy]}: ${whole(list[0] ?? 0)} at first, at most ${whole(value)}, in second ${at}, and ${whole(list.at(-1) ?? 0)} at the end`;
        });
        plots[index]?.setAttribute(
          "aria-label",
          `Chart of the ${noun}${policies.length === 0 ? ": nothing was simulated yet" : `. ${policies.map(capitalised).join(". ")}.`}`,
        );
      }
    },
  };
}
