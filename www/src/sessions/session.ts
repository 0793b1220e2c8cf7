// A session that is kept alive: what the worker reports of it on a strip, in figures and in words.

import type { NamedInterval, StopReason } from "holdfast-fetch";
import { endOf } from "../call/words.js";
import { byId, el, radios } from "../shared/dom.js";
import { count, ms } from "../shared/format.js";
import { type FastWorker, newAddresses, startWorker } from "./fast-worker.js";
import type { Report } from "./protocol.js";
import { type Bar, createStrip } from "./strip.js";

const MINUTE = 60_000;
const MOST_LINES = 200;
const FIGURES = {
  beat: "Beats answered",
  failed: "Beats not answered",
  missed: "Beats that were due, not sent",
  requests: "Requests",
};

/** A beat takes a few seconds of the reader's, whatever the interval is. */
function paceOf(interval: NamedInterval): { interval: number; speed: number } {
  return interval === "chatAgentApi.refresh" ? { interval: 5 * MINUTE, speed: 60 } : { interval: 30_000, speed: 10 };
}

export function createSession(ready: () => Promise<boolean>): void {
  const root = byId("strip", HTMLElement);
  const strip = createStrip(root);
  const startButton = byId("session-start", HTMLButtonElement);
  const lid = byId("lid", HTMLButtonElement);
  const choice = byId("interval", HTMLSelectElement);
  const story = byId("session-story", HTMLOListElement);
  const condition = radios("session-server");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const counts = { beat: 0, failed: 0, missed: 0, requests: 0 };
  const values = new Map(Object.keys(FIGURES).map((name) => [name, el("dd", { "data-figure": name }, "0")]));
  byId("session-figures", HTMLElement).append(
    ...Object.entries(FIGURES).map(([name, label]) => el("div", {}, el("dt", {}, label), values.get(name) ?? "")),
  );

  let worker: FastWorker | undefined;
  let interval = 5 * MINUTE;
  let sleeping: Bar | undefined;
  let down: Bar | undefined;
  let attempt: Bar | undefined;
  let waiting: Bar | undefined;
  let lastBeat = 0;
  let lastReason: StopReason = "attempts";
  let lastTold = 0;

  const showCounts = (): void => {
    for (const [name, value] of values) value.textContent = String(counts[name as keyof typeof counts]);
    root.setAttribute(
      "aria-label",
      `Beats so far: ${counts.beat} answered, ${counts.failed} not answered, ${counts.missed} that were due and not sent.`,
    );
  };

  // What the worker reports has been on its way for a moment, which is a second of sped-up time: no line is earlier than the last.
  const tell = (at: number, sentence: string): void => {
    lastTold = Math.max(lastTold, at);
    story.append(el("li", {}, el("span", { class: "when" }, clock(lastTold)), el("span", {}, sentence)));
    if (story.childElementCount > MOST_LINES) story.firstElementChild?.remove();
    const scroller = story.parentElement;
    if (scroller !== null) scroller.scrollTop = scroller.scrollHeight;
  };

  const hear = (report: Report): void => {
    if (report.type === "attempt") hearAttempt(report);
    if (report.type === "beat") hearBeat(report);
    showCounts();
  };

  const hearAttempt = ({ event, at }: Extract<Report, { type: "attempt" }>): void => {
    switch (event.type) {
      case "attempt":
        counts.requests += 1;
        if (event.attempt === 1) lastBeat = at;
        waiting?.close(at);
        waiting = undefined;
        attempt = strip.open("beats", at, "pending");
        break;
      case "response":
        attempt?.close(at, event.status < 400 ? "ok" : "refused");
        attempt = undefined;
        break;
      case "failure":
        attempt?.close(at, "broken");
        attempt = undefined;
        break;
      case "wait":
        waiting = strip.open("beats", at, "waiting");
        tell(at, `It failed, and is tried again in ${ms(event.delay)}.`);
        break;
      case "end":
        // An abort ends an attempt or a wait without a word about it.
        attempt?.close(at, "broken");
        waiting?.close(at);
        attempt = waiting = undefined;
        lastReason = event.reason;
        break;
    }
  };

  const hearBeat = ({ event, at, status }: Extract<Report, { type: "beat" }>): void => {
    switch (event.type) {
      case "beat":
        counts.beat += 1;
        tell(at, `Beat ${event.beat} was answered.`);
        break;
      case "failed":
        counts.failed += 1;
        tell(
          at,
          `Beat ${event.beat} is given up${status === undefined ? "" : ` with ${status}`}, reason “${lastReason}”. ${whyGivenUp(lastReason)}`,
        );
        break;
      case "missed":
        counts.missed += event.missed;
        for (let n = 1; n <= event.missed; n++) strip.mark("beats", lastBeat + n * interval, "missed");
        tell(at, missedSentence(event.missed, event.reason));
        break;
    }
  };

  const closeLid = (closed: boolean): void => {
    if (worker === undefined || closed === (sleeping !== undefined)) return;
    lid.setAttribute("aria-pressed", String(closed));
    lid.textContent = closed ? "Open the lid" : "Close the lid";
    if (closed) sleeping = strip.open("laptop", worker.now(), "asleep", "sleeps");
    else {
      sleeping?.close(worker.now());
      sleeping = undefined;
    }
    tell(worker.now(), closed ? "You close the lid, and the laptop sleeps." : "You open the lid, and the laptop wakes.");
    worker.send({ type: closed ? "sleep" : "wake" });
  };

  const setServer = (isDown: boolean): void => {
    if (worker === undefined) return;
    if (isDown) down ??= strip.open("server", worker.now(), "down", "503");
    else {
      down?.close(worker.now());
      down = undefined;
    }
    worker.send({ type: "server", isDown });
    tell(worker.now(), isDown ? "The server answers with 503 from now on." : "The server is well again.");
  };

  const animate = (): void => {
    if (worker === undefined) return;
    strip.move(worker.now());
    if (calm.matches) window.setTimeout(() => requestAnimationFrame(animate), 500);
    else requestAnimationFrame(animate);
  };

  const start = (): void => {
    const name = choice.value as NamedInterval;
    const pace = paceOf(name);
    interval = pace.interval;
    strip.reset(interval);
    story.replaceChildren();
    lastTold = 0;
    Object.assign(counts, { beat: 0, failed: 0, missed: 0, requests: 0 });
    showCounts();
    const isDown = condition.value === "down";
    const addresses = newAddresses();
    worker = startWorker(
      { type: "keep-alive", speed: pace.speed, interval: name, policy: { preset: "livePerson", log: false }, addresses, isDown },
      hear,
    );
    if (isDown) down = strip.open("server", 0, "down", "503");
    tell(0, `One second here is ${pace.speed === 60 ? "a minute" : `${pace.speed} seconds`}. The first beat is sent at once.`);
    animate();
  };

  const stop = (): void => {
    if (worker === undefined) return;
    closeLid(false);
    const now = worker.now();
    for (const bar of [attempt, waiting, down]) bar?.close(now);
    attempt = waiting = down = undefined;
    worker.end();
    worker = undefined;
    tell(now, "Stopped.");
  };

  startButton.addEventListener("click", async () => {
    if (worker === undefined) {
      if (!(await ready()) || worker !== undefined) return;
      start();
    } else stop();
    startButton.textContent = worker === undefined ? "Start" : "Stop";
    lid.disabled = worker === undefined;
    choice.disabled = worker !== undefined;
  });
  lid.addEventListener("click", () => closeLid(sleeping === undefined));
  condition.onChange(() => setServer(condition.value === "down"));
  showCounts();
  strip.reset(interval);
}

function whyGivenUp(reason: StopReason): string {
  switch (reason) {
    case "deadline":
      return "The next retry would come when the next beat is due, or later.";
    case "budget":
      return "No retry token is left: each that fails takes one, and five answered beats earn two.";
    default:
      return endOf(reason);
  }
}

function missedSentence(missed: number, reason: "late" | "busy" | "hidden"): string {
  const beats = `${count(missed, "beat")} ${missed === 1 ? "was" : "were"} due and not sent`;
  return reason === "busy"
    ? `${beats}: the one before was still being tried.`
    : `${beats}: the laptop slept. ${missed === 1 ? "It is" : "They are"} not made up for; one beat is sent now.`;
}

function clock(time: number): string {
  const seconds = Math.floor(time / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
