// A run on the page: events into the drawing, the list and the verdict, frame by frame while it lasts.

import { bodySentence } from "../call/body-words.js";
import { Recording } from "../call/recording.js";
import type { Story } from "../call/story.js";
import type { Timeline } from "../call/timeline.js";
import { showJournal, showPlaceholders, showVerdict } from "./ending.js";
import { UNITS } from "./reading.js";
import { type Run, type RunRequest, reasonOf, startRun } from "./run.js";
import type { TokensView } from "./tokens.js";

export interface Stage {
  timeline: Timeline;
  story: Story;
  tokens: TokensView;
  verdict: HTMLElement;
  saw: HTMLElement;
}

export interface Live {
  readonly running: boolean;
  /** Rejects if the policy cannot be run. */
  run(request: RunRequest, mostAttempts: number): Promise<void>;
  stop(): void;
}

export function createLive(stage: Stage): Live {
  let current: Run | undefined;
  // Those who asked for less motion get the same picture, drawn four times a second.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  showPlaceholders(stage.verdict, stage.saw, "Nothing has run yet.");

  const animate = (run: Run, recording: Recording): void => {
    const again = (): void => {
      if (recording.ended === undefined) animate(run, recording);
    };
    stage.timeline.update(recording, run.elapsed);
    stage.tokens.show(run.tokens);
    if (calm.matches) window.setTimeout(() => requestAnimationFrame(again), 250);
    else requestAnimationFrame(again);
  };

  return {
    get running() {
      return current !== undefined;
    },

    async run(request, mostAttempts) {
      const recording = new Recording(request.reader && UNITS[request.reader]);
      stage.timeline.reset(mostAttempts);
      stage.story.reset();
      showPlaceholders(stage.verdict, stage.saw, "Running…");
      const run = startRun(request, {
        onEvent(event) {
          recording.apply(event);
          stage.story.tell(event, recording);
        },
        onMore(amount) {
          recording.read(run.elapsed, amount);
        },
        onSettled(outcome) {
          // An abort may end a call without an event: nothing may stay open in the drawing.
          const told = recording.ended !== undefined;
          const reason = reasonOf(outcome);
          recording.end(outcome.elapsed, reason);
          const body = recording.amount === 0 ? "" : ` ${bodySentence(recording, outcome.repeated)}`;
          if (!told) stage.story.add(outcome.elapsed, `Ended, reason “${reason}”.${body}`);
          stage.timeline.update(recording, outcome.elapsed);
          stage.tokens.show(outcome.tokens);
          showVerdict(stage.verdict, outcome, recording);
        },
      });
      current = run;
      if (run.isFirst) stage.tokens.reset();
      animate(run, recording);

      const result = await run.result;
      current = undefined;
      showJournal(stage.saw, result.journal, recording.attempts.length);
    },

    stop() {
      current?.stop();
    },
  };
}
