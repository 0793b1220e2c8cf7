// Policies that are written in the call: each is read once for all that say the same, and what calls share is one for all that
// differ only in what is of one call.

import type { Compiled } from "./compiled.js";
import { contentOf } from "./content.js";
import type { PolicyOptions } from "./generated/options.js";
import { OF_ONE_CALL } from "./generated/options-table.js";
import type { Sharing } from "./sharing.js";

/** What calls share, by what their policies say; the one used last comes last. */
export type Sharings = Map<string, Sharing>;

// Not all that was ever written is remembered.
const MOST = 100;

/** Options that were read. */
export interface Said {
  compiled: Compiled;
  /** What they say besides what is of one call. */
  common: string;
}

/** By what they say. */
export const said = /* @__PURE__ */ new Map<string, Said>();

/** What calls of literals share that stand together. */
export interface Shelf {
  sharings: Sharings;
  /** Those of calls that go by a function of their own. Nothing is kept for a function that nobody has any more. */
  apart: WeakMap<object, Shelf>;
}

export const newShelf = (): Shelf => ({ sharings: new Map(), apart: new WeakMap() });
const all = /* @__PURE__ */ newShelf();

/**
 * What calls of such literals share, on a `shelf`. Not with those by another transport, which may lead to another server, as the mock of
 * another test does; nor with those by another clock, since what is shared goes by one.
 */
export function sharingsOf({ fetch, now }: PolicyOptions, shelf = all): Sharings {
  for (const own of [fetch, now]) {
    if (typeof own !== "function") continue;
    const next = shelf.apart.get(own) ?? newShelf();
    shelf.apart.set(own, next);
    shelf = next;
  }
  return shelf.sharings;
}

/** What options say besides what is of one call. The default is the same by its name. */
export function commonOf(written: PolicyOptions): string {
  const isCommon = ([name, value]: [string, unknown]) =>
    typeof value !== "function" && !OF_ONE_CALL.includes(name) && (name !== "preset" || value !== "standard");
  return contentOf(Object.fromEntries(Object.entries(written).filter(isCommon))) as string;
}

/** What presets say, of which nothing is forgotten: a call by a preset's name does not come by here again. */
export const pinned = /* @__PURE__ */ new Set<string>();

/** Keeps what is of this content as the one used last. The one that was used longest ago is forgotten. */
export function putLast<T>(all: Map<string, T>, content: string, value: T): T {
  all.delete(content);
  for (const oldest of all.keys()) {
    if (all.size < MOST) break;
    if (!pinned.has(oldest)) all.delete(oldest);
  }
  all.set(content, value);
  return value;
}
