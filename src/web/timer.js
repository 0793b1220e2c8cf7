// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER = 2147483647;

// Timers drop the fraction of a millisecond, and a hint is a floor. What is earlier than this is a fake timer without a clock.
const EARLY = 2;

/** Resolves with true after the wait, with false as soon as the caller gives up. */
export function sleep(milliseconds, caller) {
  return new Promise((resolve) => {
    if (caller?.aborted) return resolve(false);
    const begun = [performance.now(), Date.now()];
    const rest = () => milliseconds - Math.max(performance.now() - begun[0], Date.now() - begun[1]);
    let timer;
    const end = (woke) => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
      resolve(woke);
    };
    const onAbort = () => end(false);
    const wake = () => {
      const early = milliseconds - (performance.now() - begun[0]);
      if (0 < early && early < EARLY && EARLY < milliseconds) timer = setTimeout(wake, 1);
      else end(true);
    };
    // A wait that one timer can hold is left to it alone: fake timers may come without a fake clock.
    const arm = (left) => {
      if (left <= LONGEST_TIMER) timer = setTimeout(wake, Math.ceil(left));
      else timer = setTimeout(() => arm(rest()), LONGEST_TIMER);
    };
    caller?.addEventListener("abort", onAbort);
    arm(milliseconds);
  });
}
