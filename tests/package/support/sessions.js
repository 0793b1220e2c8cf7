// Sessions that are kept alive, and what they tell.
import { keepAlive } from "./installed.js";

/** Starts one that is stopped when the test ends, by whatever means it ends. What it told is in `events`. */
export function session(test, target, { onEvent, ...options } = {}) {
  const events = [];
  const waiting = [];
  const kept = keepAlive(target, {
    interval: "30s",
    jitter: 0,
    ...options,
    onEvent: (event) => {
      events.push(event);
      for (const check of waiting) check();
      return onEvent?.(event);
    },
  });
  test.after(() => kept.stop());

  /** Resolves with the events of a kind once there are so many of them. */
  const told = (type, count = 1) =>
    new Promise((resolve) => {
      const check = () => {
        const found = events.filter((event) => event.type === type);
        if (found.length >= count) resolve(found);
      };
      waiting.push(check);
      check();
    });
  return { kept, events, told, types: () => events.map(({ type }) => type).join(" ") };
}
