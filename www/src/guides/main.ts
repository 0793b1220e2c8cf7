// The five guides side by side: their waits drawn, what they retry, and what the package says of each.

import "../shared/frame.js";
import "./guides.css";
import "./failures.css";

import { type PresetName, RetryPolicy } from "holdfast-fetch";
import { byId, el } from "../shared/dom.js";
import { showWhereItGoesOn } from "../shared/goes-on.js";
import { axis, chart } from "./chart.js";
import { failuresTable } from "./failures.js";
import { waitsOf } from "./waits.js";

const DRAWS = 60;

const rows = [...document.querySelectorAll<HTMLTableRowElement>("tr[data-preset]")];
const names = rows.map((row) => row.dataset.preset as PresetName);

byId("axis", HTMLElement).append(...axis());
byId("failures", HTMLTableElement).append(...failuresTable(names));

showWhereItGoesOn(byId("failures-scroll", HTMLElement));

for (const row of rows) {
  const name = row.dataset.preset as PresetName;
  const policy = new RetryPolicy(name);
  row.querySelector(".waits")?.append(chart(waitsOf(policy, DRAWS)));
  byId("words", HTMLElement).append(
    el(
      "details",
      {},
      el("summary", {}, el("code", {}, name)),
      ...policy
        .explain()
        .split("\n")
        .map((line) => el("p", {}, line)),
    ),
  );
}
