// The drawing of a run: a row for each attempt on a common time axis. Times are custom properties and the arithmetic is
// in the style sheet, so that growing costs two writes a frame whatever the number of bars.

import { el } from "../shared/dom.js";
import { count, ms } from "../shared/format.js";
import { type RecordedAttempt, type Recording, toneOf } from "./recording.js";
import { outcome, shortOutcome, shortWait } from "./words.js";

const LEAST_LIVE_SPAN = 1_000;
const MOST_RESERVED = 10;
/** Pixels below which there is room for half the labels. */
const NARROW = 480;

// The axis has a round length and ticks at round times.
const SPANS = [20, 50, 100, 200, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000, 45_000];
const STEPS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000];
const MINUTE = 60_000;

/** How bodies are drawn and told, for the pages that read them. */
export interface BodyDrawing {
  /** What came of an attempt's body, in a few words; empty where there is none. */
  label(recorded: RecordedAttempt, recording: Recording): string;
  /** Draws it on the track behind the attempt's bar. */
  paint(attempt: HTMLElement, recorded: RecordedAttempt): void;
}

interface Row {
  element: HTMLElement;
  label: HTMLElement;
  outcome: HTMLElement;
  attempt: HTMLElement;
  planned: HTMLElement;
  wait: HTMLElement;
}

export interface Timeline {
  /** Room for so many attempts, before there are any. */
  reserve(attempts: number): void;
  /** Clears it, with room for as many attempts as the policy allows: nothing moves while it runs. */
  reset(attempts: number): void;
  /** `extent` is how far the axis must reach: further than this call where it shares its axis with another. */
  update(recording: Recording, now: number, extent?: number): void;
}

/** Until when there is something to draw. */
export function extentOf(recording: Recording, now: number): number {
  return recording.ended ?? Math.max(LEAST_LIVE_SPAN, now * 1.08, plannedEnd(recording));
}

/** `invitation` is what it says before anything has run. */
export function createTimeline(root: HTMLElement, invitation: string, bodies?: BodyDrawing): Timeline {
  const axis = el("div", { class: "axis" });
  const list = el("div", { class: "rows" });
  const empty = el("p", { class: "empty" }, invitation);
  root.replaceChildren(empty);

  let rows: Row[] = [];
  let possible: HTMLElement[] = [];
  let span = 0;

  const setSpan = (next: number): void => {
    if (next === span) return;
    span = next;
    root.style.setProperty("--span", String(next));
    axis.replaceChildren(
      ...ticks(next, root.clientWidth < NARROW ? 3 : 6).map((time) =>
        el("span", { class: time === next ? "tick last" : "tick", "--at": time / next }, time === 0 ? "0" : ms(time)),
      ),
    );
  };

  const reserve = (attempts: number): void => {
    root.style.setProperty("--reserved", String(Math.min(MOST_RESERVED, Math.max(4, attempts))));
  };
  reserve(4);

  return {
    reserve,
    reset(attempts) {
      rows = [];
      possible = Array.from({ length: Math.min(MOST_RESERVED, attempts) }, (_, index) =>
        el("div", { class: "row possible" }, el("span", { class: "row-number" }, String(index + 1))),
      );
      list.replaceChildren(...possible);
      root.replaceChildren(axis, list);
      reserve(attempts);
      setSpan(LEAST_LIVE_SPAN);
      root.setAttribute("aria-label", "Timeline: running");
    },

    update(recording, now, extent = extentOf(recording, now)) {
      const end = recording.ended;
      setSpan(spanOf(extent));
      root.style.setProperty("--now", String(end ?? now));
      recording.attempts.forEach((recorded, index) => {
        let row = rows[index];
        if (row === undefined) {
          row = createRow(recorded);
          rows.push(row);
          const place = possible[index];
          if (place === undefined) list.append(row.element);
          else place.replaceWith(row.element);
          if (place === undefined) list.scrollTop = list.scrollHeight;
        }
        paint(row, recorded, end, bodies?.label(recorded, recording));
        bodies?.paint(row.attempt, recorded);
      });
      if (end === undefined) return;
      root.setAttribute("aria-label", summary(recording, end, bodies));
      for (const place of possible.slice(recording.attempts.length)) {
        if (place.childElementCount > 1) break;
        place.append(el("span", { class: "row-text" }, recording.reason === "success" ? "not needed" : "not sent"));
      }
    },
  };
}

function createRow(recorded: RecordedAttempt): Row {
  const number = el("span", { class: "row-number" }, String(recorded.number));
  const outcome = el("strong", { class: "row-outcome" });
  const label = el("span", { class: "row-label" });
  const attempt = el("span", { class: "bar attempt" });
  const planned = el("span", { class: "bar planned", hidden: true });
  const wait = el("span", { class: "bar waiting", hidden: true });
  const text = el("div", { class: "row-text" }, el("span", { class: "row-indent" }), outcome, label);
  const element = el(
    "div",
    { class: "row", "--from": recorded.from },
    number,
    text,
    el("div", { class: "track" }, attempt, planned, wait),
  );
  return { element, label, outcome, attempt, planned, wait };
}

function paint(row: Row, recorded: RecordedAttempt, ended: number | undefined, body = ""): void {
  write(row.element, toneOf(recorded));
  if (row.outcome.textContent !== shortOutcome(recorded)) row.outcome.textContent = shortOutcome(recorded);
  const took = recorded.until === undefined ? "" : `in ${ms(recorded.until - recorded.from)}`;
  const details = body === "" ? took : body;
  const waits = recorded.wait === undefined ? "" : `, then ${shortWait(recorded.wait, recorded.hint)}`;
  const cut = recorded.wait !== undefined && ended !== undefined && ended === recorded.wait.until ? " (cut short)" : "";
  const label = details + waits + cut;
  if (row.label.textContent !== label) row.label.textContent = label;

  place(row.attempt, recorded.from, recorded.until);
  if (recorded.wait !== undefined) {
    // While it lasts, and when it was cut short, the whole length that was chosen shows behind it.
    row.planned.hidden = row.wait.hidden = false;
    place(row.planned, recorded.wait.from, recorded.wait.from + recorded.wait.delay);
    place(row.wait, recorded.wait.from, recorded.wait.until);
  }
}

export function place(bar: HTMLElement, from: number, until: number | undefined): void {
  bar.style.setProperty("--start", String(from));
  bar.style.setProperty("--end", until === undefined ? "var(--now)" : String(until));
}

function plannedEnd(recording: Recording): number {
  const wait = recording.attempts.at(-1)?.wait;
  return wait === undefined ? 0 : wait.from + wait.delay;
}

function write(element: HTMLElement, tone: string): void {
  if (element.dataset.tone !== tone) element.dataset.tone = tone;
}

function summary(recording: Recording, end: number, bodies: BodyDrawing | undefined): string {
  const { attempts } = recording;
  const told = (recorded: RecordedAttempt): string =>
    [outcome(recorded), bodies?.label(recorded, recording) ?? ""].filter((part) => part !== "").join(", ");
  const outcomes = attempts.map((recorded) => `${recorded.number}: ${told(recorded)}`).join("; ");
  return `Timeline: ${count(attempts.length, "attempt")} in ${ms(end)}. ${outcomes}`;
}

/** The least round span that holds this time. */
function spanOf(time: number): number {
  return SPANS.find((span) => span >= time) ?? Math.ceil(time / MINUTE) * MINUTE;
}

function ticks(span: number, most: number): number[] {
  const step = STEPS.find((candidate) => span / candidate <= most) ?? Math.ceil(span / most / MINUTE) * MINUTE;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}
