/** The end of a call without a good answer. */
export class RetryError extends Error {
  constructor(message, { reason, attempts, elapsed }, response, cause) {
    super(message, { cause });
    this.reason = reason;
    this.attempts = attempts;
    this.elapsed = elapsed;
    if (response) this.response = response;
  }
}
RetryError.prototype.name = "RetryError";

/** A TypeError that also says by itself which field is wrong. */
export function policyError(message, field, allowed) {
  return Object.assign(new TypeError(message), { field, allowed });
}

/** What a failure can be told by: name, message, code, the cause's message. Node hides the code in the cause. */
export function raised(error) {
  const traits = [error?.name, error?.message, error?.cause?.code ?? error?.code, error?.cause?.message];
  return traits.map((trait) => (typeof trait === "string" ? trait : ""));
}

/** The platform is sure only of being offline, never of being online. */
export function isOffline() {
  return globalThis.navigator?.onLine === false;
}

/** A callback's own mistake: heard of, but without effect on the call. Not reportError, which ends a Deno process. */
export function complain(error) {
  console.error(error);
}
