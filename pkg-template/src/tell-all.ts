// Those who wait for one event are strangers to each other: what one of them throws is not to keep it from the rest.

/** Tells each of them, then throws what the first that failed has thrown. */
export function tellAll<T>(all: Iterable<T>, tell: (one: T) => void): void {
  let failure: { error: unknown } | undefined;
  for (const one of all) {
    try {
      tell(one);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
}
