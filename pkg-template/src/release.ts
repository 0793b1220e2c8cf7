// Bodies that nobody will read are let go, or they hold their sockets.

/** Lets go of the body of a response, or of a request, that nobody will read. Not awaited: cancelling one branch of a clone never settles. */
export function release(holder: unknown): void {
  try {
    letGo((holder as { body?: unknown } | undefined)?.body);
  } catch {
    // Nothing to let go of.
  }
}

/** The same for a response that gave way to another answer, which may have been made of it. */
export function releaseFor(response: unknown, answer: unknown): void {
  try {
    if ((response as { body?: unknown } | undefined)?.body === (answer as { body?: unknown }).body) return;
  } catch {
    // An answer that does not let itself be looked at is another one.
  }
  release(response);
}

/** Lets go of a stream: a web stream, a Node stream, or an iterator. */
export function letGo(stream: unknown): void {
  try {
    const { cancel, destroy, return: stop } = (stream ?? {}) as Record<string, (() => unknown) | undefined>;
    const settling = (cancel ?? destroy ?? stop)?.call(stream) as Promise<unknown> | undefined;
    settling?.then?.(undefined, () => {});
  } catch {
    // Locked, or an imitation.
  }
}
