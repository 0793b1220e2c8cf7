// The run as a list of sentences: the same as the drawing, for those who read or listen.

import type { RetryEvent } from "holdfast-fetch";
import { el } from "../shared/dom.js";
import { at, ms } from "../shared/format.js";
import { breakSentence, goesOnSentence } from "./body-words.js";
import type { Recording } from "./recording.js";
import { endOf, outcome, waitReason } from "./words.js";

export interface Story {
  reset(): void;
  /** The sentence for an event that `recording` has just taken in. */
  tell(event: RetryEvent, recording: Recording): void;
  add(elapsed: number, sentence: string): void;
}

export function createStory(list: HTMLOListElement): Story {
  const scroller = list.parentElement;
  const add = (elapsed: number, sentence: string): void => {
    list.append(el("li", {}, el("span", { class: "when" }, at(elapsed)), el("span", {}, sentence)));
    if (scroller !== null) scroller.scrollTop = scroller.scrollHeight;
  };
  return {
    reset: () => list.replaceChildren(),
    add,
    tell(event, recording) {
      const sentence = sentenceFor(event, recording);
      if (sentence !== undefined) add(event.elapsed, sentence);
    },
  };
}

function sentenceFor(event: RetryEvent, recording: Recording): string | undefined {
  const recorded = recording.attempts.at(-1);
  switch (event.type) {
    case "attempt":
      return `Attempt ${recorded?.number ?? event.attempt}: ${event.method} sent.`;
    case "response":
    case "failure": {
      if (recorded === undefined) return undefined;
      const hint = recorded.hint === undefined ? "" : `, with a hint to wait ${ms(recorded.hint)}`;
      const hidden = recorded.hintHidden === true ? "; a hint, had there been one, is hidden from this origin" : "";
      const unreadable = recorded.isUnreadable === true ? ", with a hint that cannot be read" : "";
      const took = ms((recorded.until ?? event.elapsed) - recorded.from);
      return `Attempt ${recorded.number}: ${outcome(recorded)}, after ${took}${hint}${unreadable}${hidden}.`;
    }
    case "wait":
      return `Waits ${ms(event.delay)} before attempt ${(recorded?.number ?? event.attempt) + 1}: ${
        recorded?.wait === undefined ? "the policy’s backoff" : waitReason(recorded.wait, recorded.hint)
      }.`;
    case "circuit": {
      const probe = event.probeIn === undefined ? "" : `; a probe may be sent in ${ms(event.probeIn)}`;
      return `The circuit was ${event.from} and is now ${event.to}${probe}.`;
    }
    case "refresh":
      return `The ${event.status} asks for new credentials.`;
    case "fallback":
      return `No good answer, reason “${event.reason}”: looks for a second-best one.`;
    case "broken":
      return recorded?.body && breakSentence(recorded.body, recording.amount, recording.unit ?? "bytes");
    case "continued":
      return recorded?.goesOn && goesOnSentence(recorded.goesOn, recording.unit ?? "bytes");
    case "end":
      // Whoever reads the body hears of the end when that is there.
      if (recording.unit !== undefined)
        return event.reason === "success" && recorded?.goesOn === undefined ? "Now its body is read." : undefined;
      return `Ended, reason “${event.reason}”. ${endOf(event.reason)}`;
  }
}
