// Which failures the presets retry, as a table made from what the presets say.

import type { PolicyOptions, PresetName, StatusPattern } from "holdfast-fetch";
import { el } from "../shared/dom.js";
import { presetOf } from "../shared/presets.js";

export type Answer = "yes" | "any method" | "once" | "no";

const STATUSES: readonly (readonly [status: number, name: string])[] = [
  [400, "Bad Request"],
  [404, "Not Found"],
  [408, "Request Timeout"],
  [425, "Too Early"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [520, "a status that no standard knows"],
];

/** By these a server may still be at work on the request, as after a timeout that the client has measured itself. */
const LIKE_TIMEOUTS = [408, 504, 524, 598];

export function onStatus(options: PolicyOptions, status: number): Answer {
  const { statuses: written = [] } = options;
  const { include, except = [] } = "include" in written ? written : { include: written };
  const isIn = (patterns: readonly StatusPattern[]) => patterns.some((pattern) => matches(pattern, status));
  if (!isIn(include) || isIn(except)) return "no";
  if (options.unprocessed?.includes(status) === true) return "any method";
  return LIKE_TIMEOUTS.includes(status) ? onTimeout(options) : "yes";
}

export function onTimeout({ timeouts = "vouched" }: PolicyOptions): Answer {
  if (timeouts === "vouched") return "once";
  return timeouts ? "yes" : "no";
}

export function onNetworkError({ networkErrors = true }: PolicyOptions): Answer {
  return networkErrors ? "yes" : "no";
}

export function failuresTable(names: readonly PresetName[]): HTMLElement[] {
  const all = names.map((name) => presetOf(name).options);
  const row = (name: string, code: string, answer: (options: PolicyOptions) => Answer): HTMLElement =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, el("span", { class: "status" }, code), name),
      ...all.map((options) => el("td", { "data-answer": answer(options) }, answer(options))),
    );
  return [
    el(
      "thead",
      {},
      el("tr", {}, el("th", { scope: "col" }, "After"), ...names.map((name) => el("th", { scope: "col" }, el("code", {}, name)))),
    ),
    el(
      "tbody",
      {},
      ...STATUSES.map(([status, name]) => row(name, String(status), (options) => onStatus(options, status))),
      row("no response: network error", "", onNetworkError),
      row("no response in time", "", onTimeout),
    ),
  ];
}

function matches(pattern: StatusPattern, status: number): boolean {
  return typeof pattern === "number" ? pattern === status : pattern.startsWith(String(Math.floor(status / 100)));
}
