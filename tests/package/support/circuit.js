// Calls through a circuit, with nothing else that could get in their way.
import { fetchWithRetry, RetryPolicy } from "./installed.js";
import { outcome } from "./outcome.js";
import { answer, QUICK } from "./transport.js";

export const url = "http://server.test/";

/** A policy whose calls are single attempts through a circuit. `random`: the least, so that open periods are as long as they say. */
export function guarded(breaker, fetch, more) {
  return new RetryPolicy({ ...QUICK, retries: 0, random: () => 0, breaker, fetch, ...more });
}

/** What calls made one after the other came to: a status, or the reason of an error. */
export async function calls(policy, count, input = url) {
  const ends = [];
  for (let call = 0; call < count; call++) {
    const { value, error } = await outcome(fetchWithRetry(input, policy));
    ends.push(value?.status ?? error.reason);
  }
  return ends;
}

/** A transport whose answers are given by hand: the n-th request is answered by `answers[n]`, a function of a status or an error. */
export function byHand() {
  const answers = [];
  const fetch = () =>
    new Promise((resolve, reject) => {
      answers.push((given) => (given instanceof Error ? reject(given) : resolve(answer(given))));
    });
  return { fetch, answers };
}
