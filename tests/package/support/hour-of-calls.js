// The hour's calls through the whole package. Only clocks, timers and the server are not real. Runs in Node and in pages.
import { answer, method, SEED, starts } from "./hour.js";
import { splitMix64 } from "./random.js";

const numberOf = (url) => Number(url.slice(url.lastIndexOf("/") + 1));

// A transport with the hour's server behind it. Without a status: what Node says of a refused connection.
function server(time, keys) {
  return (url, init, context) => {
    const call = numberOf(url);
    keys.push([call, new Headers(init?.headers).get("Idempotency-Key")]);
    const { after, status, retryAfter } = answer(time.passed, call, context.attempt);
    const headers = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        if (status) resolve(new Response(null, { status, headers }));
        else reject(new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }));
      }, after);
    });
  };
}

/** All calls of the hour, by a package and under its `virtualTime`. `told` hears of each event, and when: at what time, of which call. */
export async function hourOf({ fetchWithRetry, RetryPolicy }, time, told) {
  const keys = [];
  let made = 0;
  const policy = new RetryPolicy({
    preset: "resilientIntegrations",
    idempotencyKey: { key: () => `order-${made++}` },
    fallback: () => new Response(),
    random: splitMix64(SEED),
    onEvent: (event) => told(time.passed, numberOf(event.url), event),
    fetch: server(time, keys),
  });
  const calls = starts().map(
    (start, call) =>
      new Promise((resolve) => {
        setTimeout(() => resolve(fetchWithRetry(`https://hour.example/${call}`, policy, { method: method(call) })), start);
      }),
  );
  const responses = await time.until(Promise.all(calls));
  return { keys, responses };
}
