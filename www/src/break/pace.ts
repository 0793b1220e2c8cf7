// A beat of so many calls a second, evenly spaced, never made up for when a timer is late.

export interface Pace {
  readonly running: boolean;
  start(): void;
  stop(): void;
}

export function createPace(perSecond: () => number, beat: () => void): Pace {
  let timer: number | undefined;
  let due = 0;

  const next = (): void => {
    beat();
    const interval = 1_000 / perSecond();
    due = Math.max(due + interval, performance.now());
    timer = window.setTimeout(next, due - performance.now());
  };

  return {
    get running() {
      return timer !== undefined;
    },
    start() {
      if (timer !== undefined) return;
      due = performance.now();
      next();
    },
    stop() {
      window.clearTimeout(timer);
      timer = undefined;
    },
  };
}
