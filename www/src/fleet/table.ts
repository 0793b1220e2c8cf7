// The runs in numbers.

import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";
import { failedShare, most, type Result } from "./results.js";
import { kindOf } from "./story.js";
import type { Scenario } from "./types.js";
import { capitalised, percent, whole } from "./words.js";

interface Column {
  label: string;
  of: (result: Result) => string;
}

const or = (value: number | null, write: (value: number) => string): string =>
  value === null ? "not in this run" : write(value);

const ALWAYS: readonly Column[] = [
  { label: "Requests per call", of: ({ outcome }) => outcome.summary.amplification.toFixed(2) },
  { label: "Most requests in a second", of: ({ outcome }) => whole(most(outcome.series.arrivals).value) },
  { label: "Work for nobody", of: ({ outcome }) => percent(outcome.summary.wasted) },
];

const FAILED: readonly Column[] = [
  { label: "Calls that fail", of: ({ outcome }) => `${whole(outcome.ledger.bad)} (${percent(failedShare(outcome))})` },
  { label: "A failing call takes", of: ({ outcome }) => (outcome.ledger.bad === 0 ? "–" : ms(outcome.summary.inVain)) },
];

const IN: Column = { label: "95\u00a0% answered after", of: ({ outcome }) => or(outcome.summary.nearlyAll, ms) };
const OVER: Column = {
  label: "Back to normal after",
  of: ({ outcome }) => or(outcome.summary.recovery, (seconds) => ms(seconds * 1_000)),
};

/** Of a crowd one asks when it is in, of other trouble when it is over. */
function columns(scenario: Scenario): Column[] {
  const ends = { luck: [], crowd: [IN], overload: [OVER], dead: [OVER] };
  return [...ALWAYS, ...ends[kindOf(scenario)], ...FAILED];
}

export function fillTable(table: HTMLTableElement, results: readonly Result[], scenario: Scenario): void {
  const all = columns(scenario);
  const head = el("tr", {}, el("th", { scope: "col" }, "Policy"), ...all.map(({ label }) => el("th", { scope: "col" }, label)));
  const rows = results.map((result, policy) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, el("i", { class: "line", "data-policy": policy }), capitalised(result.name)),
      ...all.map(({ label, of }) => el("td", { "data-label": label }, of(result))),
    ),
  );
  table.tHead?.replaceChildren(head);
  table.tBodies[0]?.replaceChildren(...rows);
}
