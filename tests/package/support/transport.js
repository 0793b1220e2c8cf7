// Transports that do as they are told, for tests of what happens around fetch.

/** Retries without a budget: policies that say the same would share its tokens through all tests of a file. */
export const FREE = { budget: false };

/** The same without waits worth mentioning. */
export const QUICK = { ...FREE, backoff: { type: "constant", base: 1 }, jitter: "none" };

/**
 * A transport that takes one step after the other, the last one again and again. A step is a status, an Error to reject with,
 * or a function that makes the outcome. What was sent is in `sent`.
 */
export function scripted(...steps) {
  const sent = [];
  const transport = async (input, init) => {
    sent.push({ input, init });
    const step = steps[Math.min(sent.length, steps.length) - 1];
    if (step instanceof Error) throw step;
    return typeof step === "function" ? step(input, init) : answer(step);
  };
  return Object.assign(transport, { sent });
}

export function answer(status, headers = {}, body = `status ${status}`) {
  return new Response(body, { status, headers });
}

/** A step that never answers and heeds no signal. */
export const never = () => new Promise(() => {});

/** A step that never answers, and ends when it is told to. */
export const hanging = (_input, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

/** The error by which Node's fetch reports a broken connection. */
export function networkError(code = "ECONNRESET") {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(`read ${code}`), { code }) });
}

/** A response as if from another origin. */
export function crossOrigin(response) {
  return Object.defineProperty(response, "type", { value: "cors" });
}
