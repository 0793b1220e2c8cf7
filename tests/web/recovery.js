// The platform's caches, where there are any.

/** May this page, or program, use them? */
export async function hasCaches() {
  try {
    return (await globalThis.caches.keys()) !== undefined;
  } catch {
    return false;
  }
}

/** Resolves when an answer to this address is in the cache. Nothing tells of that, so the cache is asked until it is there. */
export async function isKept(name, url) {
  const cache = await globalThis.caches.open(name);
  while ((await cache.match(url)) === undefined);
}

/** Deletes the cache. */
export function forget(name) {
  return globalThis.caches.delete(name);
}
