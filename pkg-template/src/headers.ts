// Headers in all forms that fetch takes.
import type { FetchHeaders } from "./request.js";

/** Headers that nobody changes any more. Each form stays what it is, since transports of the caller's may look at it. */
export type Headed = Headers | [string, string][] | Record<string, string>;

/**
 * A copy of headers as they are now.
 *
 * @throws what reading them throws, as fetch would
 */
export function snapshot(headers: FetchHeaders): Headed {
  if (Array.isArray(headers)) return headers.map((pair) => Array.from(pair, String) as [string, string]);
  // An iterator is read once, here.
  if (typeof (headers as Headers)[Symbol.iterator] === "function") return new Headers(headers);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
}

/** The value of a header, its name in lower case; an empty text where there is none. */
export function valueIn(headers: Headed, name: string): string {
  if (typeof (headers as Headers).get === "function") return (headers as Headers).get(name)?.trim() ?? "";
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  const values: string[] = [];
  for (const [key, value] of pairs) {
    if (key?.length === name.length && key.toLowerCase() === name && value) values.push(value);
  }
  return values.join(", ").trim();
}

/**
 * Headers with others over them.
 *
 * @throws what is wrong with them
 */
export function addTo(headers: Headed | undefined, changes: FetchHeaders | null | undefined): Headers {
  const all = new Headers(headers);
  for (const [name, value] of new Headers(changes ?? undefined)) all.set(name, value);
  return all;
}
