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
  const copy: Record<string, string> = {};
  for (const name of Object.keys(headers)) copy[name] = `${(headers as Record<string, unknown>)[name]}`;
  return copy;
}

/** The value of a header, its name in lower case; an empty text where there is none. */
export function valueIn(headers: Headed, name: string): string {
  if (typeof (headers as Headers).get === "function") return (headers as Headers).get(name)?.trim() ?? "";
  let all = "";
  const add = (key: string | undefined, value: string | undefined) => {
    if (key?.length === name.length && value && key.toLowerCase() === name) all += all ? `, ${value}` : value;
  };
  if (Array.isArray(headers)) for (const [key, value] of headers) add(key, value);
  else for (const key in headers) add(key, (headers as Record<string, string>)[key]);
  return all.trim();
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
