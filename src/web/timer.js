/** Resolves with true after the wait, with false as soon as the caller gives up. */
export function sleep(milliseconds, caller) {
  return new Promise((resolve) => {
    if (caller?.aborted) return resolve(false);
    const end = (woke) => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
      resolve(woke);
    };
    const onAbort = () => end(false);
    const timer = setTimeout(() => end(true), milliseconds);
    caller?.addEventListener("abort", onAbort);
  });
}
