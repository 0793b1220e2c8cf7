// How a run ended, seen from both sides: the caller's report and the server's journal.

import { amountOf, bodySentence } from "../call/body-words.js";
import type { Recording } from "../call/recording.js";
import { endOf, statusText } from "../call/words.js";
import { el } from "../shared/dom.js";
import { at, count, ms } from "../shared/format.js";
import { type CallOutcome, type Hit, type Journal, reasonOf } from "./run.js";

const ENDED: Record<string, string> = {
  completed: "completed",
  "client-closed": "closed by the client",
  "server-closed": "closed by the server",
  open: "still open",
};

export function showPlaceholders(verdict: HTMLElement, saw: HTMLElement, sentence: string): void {
  verdict.dataset.tone = "none";
  verdict.replaceChildren(el("h3", {}, "The caller gets"), el("p", { class: "empty" }, sentence));
  saw.replaceChildren(el("h3", {}, "The server saw"), el("p", { class: "empty" }, sentence));
}

export function showVerdict(target: HTMLElement, result: CallOutcome, recording: Recording): void {
  const { report } = result;
  const reason = reasonOf(result);
  // A report is that of one call, and a body may take several.
  const attempts = recording.unit === undefined ? report?.attempts.length : recording.attempts.length;
  target.dataset.tone = reason === "success" ? "ok" : reason === "aborted" ? "aborted" : "refused";
  target.replaceChildren(
    el("h3", {}, "The caller gets"),
    el("p", { class: "headline" }, headline(result)),
    el("p", {}, sentence(result, reason, recording)),
    ...(reason !== "aborted" && result.error instanceof Error ? [el("p", { class: "message" }, result.error.message)] : []),
    el(
      "dl",
      { class: "facts" },
      figure("Reason", reason, "reason"),
      figure("Attempts", attempts === undefined ? "?" : String(attempts), "attempts"),
      figure("Elapsed", ms(recording.unit === undefined ? (report?.elapsed ?? result.elapsed) : result.elapsed), "elapsed"),
    ),
  );
}

export function showJournal(target: HTMLElement, journal: Journal | Error, attempts: number): void {
  const heading = el("h3", {}, "The server saw");
  if (journal instanceof Error) {
    target.replaceChildren(heading, el("p", {}, `Not known: ${journal.message}.`));
    return;
  }
  const { hits, effects } = journal;
  const first = hits[0]?.at ?? 0;
  const children: Node[] = [
    heading,
    el("p", { class: "headline" }, `${count(hits.length, "request")}, ${count(effects, "effect")}`),
  ];
  if (effects > 0) children.push(el("p", { class: "note" }, "An effect is work done, such as an order that is placed."));
  if (hits.length > attempts) {
    children.push(
      el(
        "p",
        {},
        `More than the ${count(attempts, "attempt")}: the browser itself repeats a request when a connection that it reuses breaks.`,
      ),
    );
  }
  children.push(
    el(
      "ol",
      { class: "hits" },
      ...hits.map((hit) => el("li", {}, el("span", { class: "when" }, at(hit.at - first)), el("span", {}, describe(hit)))),
    ),
  );
  target.replaceChildren(...children);
}

function figure(name: string, value: string, id: string): HTMLElement {
  return el("div", {}, el("dt", {}, name), el("dd", { "data-figure": id }, value));
}

function headline({ response, repeated, error }: CallOutcome): string {
  if (repeated !== undefined) return "All events";
  return response === undefined ? rejection(error) : statusText(response.status);
}

function rejection(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "An error";
}

function sentence(result: CallOutcome, reason: string, recording: Recording): string {
  if (reason === "aborted") {
    return result.stoppedBy === "limit"
      ? "Stopped by this page’s own time limit, not by the policy."
      : "Stopped by you. The promise rejected with the signal’s own reason.";
  }
  const { unit, amount } = recording;
  if (unit !== undefined && reason === "success") return bodySentence(recording, result.repeated);
  if (amount > 0) return `${amountOf(amount, unit ?? "bytes")} had been handed over before that.`;
  const ambiguous = result.report?.ambiguous === true ? " An earlier attempt may have taken effect." : "";
  return endOf(reason) + ambiguous;
}

function describe(hit: Hit): string {
  const header = (wanted: string) => Object.entries(hit.headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const key = header("idempotency-key");
  const range = header("range");
  const last = header("last-event-id");
  const answer = hit.status === null ? "no answer" : String(hit.status);
  const ended = hit.ended === "completed" ? "" : `, ${ENDED[hit.ended] ?? hit.ended}`;
  const asked = [
    ...(key === undefined ? [] : [`key ${key.slice(0, 8)}…`]),
    ...(range === undefined ? [] : [`asked for ${range}`]),
    ...(last === undefined ? [] : [`last event ${last}`]),
  ];
  return [`${hit.method} → ${answer}${ended}`, ...asked].join(", ");
}
