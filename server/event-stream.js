// Server-sent events: numbered ones, from the one after Last-Event-ID on.

export const COMMENT = new TextEncoder().encode(":\n\n");

/** The events up to the one with the number `count`, each as a text. */
export function eventsAfter(lastEventId, count) {
  const last = /^\d{1,9}$/.test(lastEventId ?? "") ? Number(lastEventId) : 0;
  const events = [];
  for (let n = last + 1; n <= count; n++) events.push(`id: ${n}\ndata: {"n":${n}}\n\n`);
  return events;
}

/** Is a stream of such events between two of them, after so many of its bytes? */
export function isBetween(text, at) {
  return at === 0 || text.slice(0, at).endsWith("\n\n");
}
