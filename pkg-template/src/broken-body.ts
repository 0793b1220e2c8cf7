// The error of an attempt whose answer began well, and whose body did not come whole.

/**
 * By this code the core is told that it was the network's fault, or a timeout, whatever the cause says of itself: that nothing was sent would
 * be a reason to send a POST again. errors.ts looks for it.
 */
export const BROKEN_BODY = "BROKEN_BODY";

/** Makes one. `cause`: what is wrong with the body, if that is not all there is to say. */
export function brokenBody(message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  return Object.assign(error, { name: "NetworkError", code: BROKEN_BODY });
}

/** The same of what ended the reading of one: what the platform said, or a limit on silence, which has no other cause. */
export function brokenBy(message: string, cause: unknown, silence: { isOf(error: unknown): error is Error }): Error {
  const { name, code } = Object(cause) as { name?: unknown; code?: unknown };
  if (code === BROKEN_BODY) return cause as Error;
  const error = silence.isOf(cause) ? brokenBody(`${message}: ${cause.message}`) : brokenBody(message, cause);
  if (name === "TimeoutError") error.name = name;
  return error;
}
