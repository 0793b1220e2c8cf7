// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER = 2147483647;

// Timers drop the fraction of a millisecond, and a hint is a floor. What is earlier than this is a fake timer without a clock.
const EARLY = 2;

/** Resolves with true after the wait, with false as soon as the caller gives up. As few closures as can be: many may wait at once. */
export function sleep(milliseconds, caller) {
  return new Promise((resolve) => {
    if (caller?.aborted) return resolve(false);
    const one = { milliseconds, resolve, caller, timer: 0, monotonic: performance.now(), wall: Date.now() };
    one.onAbort = caller && (() => end(one, false));
    caller?.addEventListener("abort", one.onAbort);
    arm(one, milliseconds);
  });
}

// A wait that one timer can hold is left to it alone: fake timers may come without a fake clock.
function arm(one, left) {
  if (left <= LONGEST_TIMER) one.timer = setTimeout(() => wake(one), Math.ceil(left));
  else one.timer = setTimeout(() => arm(one, rest(one)), LONGEST_TIMER);
}

const rest = ({ milliseconds, monotonic, wall }) => milliseconds - Math.max(performance.now() - monotonic, Date.now() - wall);

function wake(one) {
  const early = one.milliseconds - (performance.now() - one.monotonic);
  if (0 < early && early < EARLY && EARLY < one.milliseconds) one.timer = setTimeout(() => wake(one), 1);
  else end(one, true);
}

function end(one, woke) {
  clearTimeout(one.timer);
  one.caller?.removeEventListener("abort", one.onAbort);
  one.resolve(woke);
}
