// How a call finds its policy: one that was made before, a preset's name, or options, which are read once for all literals that
// say the same.

import type { Send } from "./around.js";
import { unfit } from "./ask.js";
import { Circuits, circuitsOf, isBreaker } from "./circuits.js";
import { Compiled } from "./compiled.js";
import { contentOf } from "./content.js";
import { copy, isPlain } from "./copy.js";
import type { Listener } from "./events.js";
import {
  FALLBACK,
  FALLBACK_CACHE,
  FALLBACK_MAX_AGE,
  KEY,
  KEY_HEADER,
  KEY_METHODS,
  KEY_QUOTED,
  KEY_SOURCE,
  LOGS,
} from "./generated/cells.js";
import type { PolicyOptions } from "./generated/options.js";
import { checkedKey, quoted, randomKey } from "./key.js";
import { commonOf, newShelf, pinned, putLast, type Sharings, type Shelf, said, sharingsOf } from "./literals.js";
import { listenerOf } from "./log.js";
import { durationAllowed, durationOf, ROOT, read } from "./read.js";
import type { Refresh } from "./renewals.js";
import type { Marking } from "./request.js";
import { Sharing } from "./sharing.js";

/** What a caller wrote: a copy, callbacks included. */
export type Written = PolicyOptions;

/** A policy with the functions of one caller. */
export interface Bound {
  readonly compiled: Compiled;
  readonly sharing: Sharing;
  readonly written: Written;
  readonly isDated: boolean;
  readonly listener: Listener | undefined;
  readonly transport: Send | undefined;
  readonly random: (() => unknown) | undefined;
  readonly now: (() => unknown) | undefined;
  readonly refresh: Refresh | undefined;
  readonly marking: Marking | undefined;
  readonly cache: { name: string; maxAge: number } | undefined;
  readonly circuitKey: ((address: string) => unknown) | undefined;
  /** Its waits do not keep a process running. */
  readonly unref: boolean;
}

// By what name a RetryPolicy carries its policy. Not a class, so that calls need not have it.
const bounds = /* @__PURE__ */ new WeakMap<object, Bound>();

/** Makes an object stand for a policy. */
export function brand(object: object, bound: Bound): void {
  bounds.set(object, bound);
}

/** The policy of a RetryPolicy; nothing for anything else, policies of another copy of this package included. */
export function boundOf(policy: unknown): Bound | undefined {
  return typeof policy === "object" && policy !== null ? bounds.get(policy) : undefined;
}

/** Reads and checks `changes` over what was `written` before. */
export function make(written: Written | undefined, changes: unknown): Bound {
  const whole = merged(written, changes);
  const compiled = compile(whole);
  return bind(whole, compiled, share(whole, compiled));
}

function compile(whole: Written): Compiled {
  return new Compiled(read(legible(whole), ROOT));
}

function share(whole: Written, compiled: Compiled): Sharing {
  const circuits = isBreaker(whole.breaker) ? circuitsOf(whole.breaker) : Circuits.of(compiled, whole);
  return new Sharing(compiled, circuits);
}

// Binds a policy that was read before to the functions of another caller.
function bind(written: Written, compiled: Compiled, sharing: Sharing): Bound {
  const { cells } = compiled;
  const { fetch, random, now, refresh, breaker } = written;
  const key = (breaker as { key?: unknown } | undefined)?.key;
  return {
    compiled,
    sharing,
    written,
    isDated: compiled.isDated,
    listener: listenerOf(written.onEvent, written.log, cells[LOGS] === 1),
    transport: fetch as Send | undefined,
    random,
    now,
    refresh: typeof refresh === "function" ? (refresh as Refresh) : undefined,
    marking: cells[KEY] ? markingOf(compiled, written) : undefined,
    cache:
      cells[FALLBACK] === 1 ? { name: cells[FALLBACK_CACHE] as string, maxAge: cells[FALLBACK_MAX_AGE] as number } : undefined,
    circuitKey: typeof key === "function" && !isBreaker(breaker) ? (key as (address: string) => unknown) : undefined,
    unref: written.unref === true,
  };
}

function markingOf({ cells }: Compiled, { idempotencyKey }: Written): Marking {
  const source = cells[KEY_SOURCE];
  const own = typeof idempotencyKey === "function" ? idempotencyKey : (idempotencyKey as { key?: unknown } | undefined)?.key;
  const made = () => (source === 0 ? randomKey() : typeof own === "function" ? checkedKey(own()) : (source as string));
  const key = cells[KEY_QUOTED] ? () => quoted(made()) : made;
  return { header: cells[KEY_HEADER] as string, methods: cells[KEY_METHODS] as readonly string[], key };
}

/** The function that stands at a place of what was written, if it is one. */
export function callbackOf(written: unknown): ((...given: unknown[]) => unknown) | undefined {
  return typeof written === "function" ? (written as (...given: unknown[]) => unknown) : undefined;
}

/**
 * The milliseconds that a function of the caller's said.
 *
 * @throws TypeError of what is no duration
 */
export function milliseconds(said: unknown, callback: string): number {
  const duration = durationOf(said);
  if (duration === undefined) throw unfit(callback, durationAllowed());
  return duration;
}

// What makes a policy derived from another one share no longer.
const SHARED = ["preset", "budget", "breaker", "throttle"];

/**
 * A policy that differs in some options, and goes on to share what it does not name. `shelf`: where changes that name it find what
 * others share that say the same; without it, they share with nobody.
 */
export function derive(own: Bound, changes: unknown, shelf?: Shelf): Bound {
  const isApart = SHARED.some((name) => (changes as Record<string, unknown> | undefined)?.[name] !== undefined);
  const whole = merged(own.written, changes);
  return byContent(whole, () => sharingsOf(whole, shelf ?? newShelf()), isApart ? undefined : own.sharing);
}

/** The same policy, sharing all that it shares, with a deadline no later than this. */
export function within(own: Bound, deadline: number): Bound {
  const compiled = own.compiled.within(deadline);
  return { ...own, compiled, isDated: compiled.isDated };
}

const named = /* @__PURE__ */ new Map<string, Bound>();

/** The policy behind whatever a caller passed as one. */
export function resolve(policy: unknown): Bound {
  if (policy === undefined) return byName("standard");
  if (typeof policy === "string") return byName(policy);
  const bound = boundOf(policy);
  if (bound !== undefined) return bound;
  const written = merged(undefined, policy);
  return byContent(written, () => sharingsOf(written));
}

// A preset is read once, and then shared by all calls that name it.
function byName(name: string): Bound {
  let bound = named.get(name);
  if (bound === undefined) {
    const written = { preset: name } as Written;
    bound = byContent(written, () => sharingsOf(written));
    named.set(name, bound);
    pinned.add(commonOf(written));
  }
  return bound;
}

function byContent(written: Written, sharings: () => Sharings, sharing?: Sharing): Bound {
  const content = contentOf(written);
  if (content === undefined) return make(undefined, written);
  const { compiled, common } = putLast(
    said,
    content,
    said.get(content) ?? { compiled: compile(written), common: commonOf(written) },
  );
  if (sharing !== undefined) return bind(written, compiled, sharing);
  const all = sharings();
  return bind(written, compiled, putLast(all, common, all.get(common) ?? share(written, compiled)));
}

function merged(written: Written | undefined, changes: unknown): Written {
  const copied = copy(changes, isBreaker);
  // What is no options is left as it is, for the reader to word the refusal.
  return isPlain(copied) ? { ...written, ...copied } : (copied as Written);
}

// What the reader is to read: with a circuit breaker's options in its place.
function legible(written: Written): unknown {
  const breaker = (written as Written | undefined)?.breaker;
  return isBreaker(breaker) ? { ...written, breaker: circuitsOf(breaker).options } : written;
}
