// What came of a body in words, the same in the drawing, in the list and in the verdict.

import { count, ms } from "../shared/format.js";
import type { RecordedAttempt, RecordedBody, Recording, Unit } from "./recording.js";

type Way = NonNullable<RecordedAttempt["goesOn"]>["by"];

const WAYS: Record<Way, string> = {
  range: "by a range",
  proof: "by reading again from the first byte",
  next: "by the next range",
  cursor: "after a Last-Event-ID",
};

export function amountOf(amount: number, unit: Unit): string {
  const digits = amount.toLocaleString("en");
  return `${digits} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}

/** A few words, for the drawing. */
export function shortBody({ body, goesOn }: RecordedAttempt, unit: Unit): string {
  if (body === undefined) return "";
  const more = goesOn === undefined ? amountOf(body.amount, unit) : amountOf(body.amount, unit).replace(" ", " more ");
  const how = goesOn === undefined ? "" : goesOn.by === "cursor" ? `, after event ${goesOn.after}` : ` ${WAYS[goesOn.by]}`;
  return more + how + howItBroke(body);
}

/** Where a body goes on, as a sentence. */
export function goesOnSentence({ after, by }: NonNullable<RecordedAttempt["goesOn"]>, unit: Unit): string {
  return unit === "bytes"
    ? `The body goes on at byte ${after.toLocaleString("en")}, ${WAYS[by]}.`
    : `The stream goes on after event ${after}, by its Last-Event-ID.`;
}

/** That a body broke, as a sentence. */
export function breakSentence(body: RecordedBody, amount: number, unit: Unit): string {
  const what = unit === "bytes" ? "The body" : "The stream";
  return body.broken === "timeout"
    ? `${what} fell silent after ${amountOf(amount, unit)}: nothing for ${ms((body.until ?? body.last) - body.last)}.`
    : `${what} broke after ${amountOf(amount, unit)}.`;
}

/** What the reader got, in spite of what. `repeated`: so many of the events had come before. */
export function bodySentence({ attempts, amount, unit = "bytes" }: Recording, repeated: number | undefined): string {
  const breaks = attempts.filter(({ body }) => body?.broken !== undefined && body.broken !== "aborted").length;
  const again = repeated === undefined ? "" : repeated === 0 ? ", each once" : `, ${repeated} of them again`;
  const whole = `${amountOf(amount, unit)}${again}, ${breaks === 0 ? "without a break" : `in spite of ${count(breaks, "break")}`}`;
  const ways = new Map<Way, number>();
  for (const { body, goesOn } of attempts) {
    if (goesOn !== undefined) ways.set(goesOn.by, (ways.get(goesOn.by) ?? 0) + (body?.amount ?? 0));
  }
  const parts = [...ways].map(([by, some]) => `${some.toLocaleString("en")} of them came ${WAYS[by]}`);
  return `${[whole, ...parts].join("; ")}.`;
}

function howItBroke({ broken, until, last }: RecordedBody): string {
  if (broken === undefined) return "";
  if (broken === "aborted") return ", aborted";
  return broken === "timeout" ? `, silent for ${ms((until ?? last) - last)}` : ", broke";
}
