// The error of an attempt whose answer began well, and whose body did not come whole.

/**
 * By this code the core is told that it was the network's fault, or a timeout, whatever the cause says of itself: that nothing was sent would
 * be a reason to send a POST again. errors.ts looks for it.
 */
export const BROKEN_BODY = "BROKEN_BODY";

/** Makes one. `cause`: what the platform said, or a function of the caller's. */
export function brokenBody(message: string, cause?: unknown, isTimeout = false): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  return Object.assign(error, { name: isTimeout ? "TimeoutError" : "NetworkError", code: BROKEN_BODY });
}
