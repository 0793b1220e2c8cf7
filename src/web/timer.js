// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER = 2147483647;

/** Resolves with true after the wait, with false as soon as the caller gives up. */
export function sleep(milliseconds, caller) {
  return new Promise((resolve) => {
    if (caller?.aborted) return resolve(false);
    const due = performance.now() + milliseconds;
    let timer;
    const end = (woke) => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
      resolve(woke);
    };
    const onAbort = () => end(false);
    // A wait that one timer can hold is left to it alone: fake timers may come without a fake clock.
    const arm = (rest) => {
      const last = rest <= LONGEST_TIMER;
      timer = setTimeout(() => (last ? end(true) : arm(due - performance.now())), last ? Math.ceil(rest) : LONGEST_TIMER);
    };
    caller?.addEventListener("abort", onAbort);
    arm(milliseconds);
  });
}
