// The options of `holdfast-fetch/body`: read and checked before anything is sent.

import type { Duration } from "holdfast-fetch";
import type { Arguments } from "./body-arguments.js";
import { isPlain } from "./copy.js";
import { either, refuse, type Subject } from "./refusal.js";
import { durationOf } from "./scalar.js";
import { nearest } from "./unknown.js";

/** So many bytes: a number, or a text such as `"1MB"` (1 MB is 1,000,000 bytes). */
export type Bytes = number | `${number}${"kB" | "MB" | "GB"}`;

const UNITS: { readonly [unit: string]: number } = { kB: 1e3, MB: 1e6, GB: 1e9 };
const BYTES = 'bytes, such as 1000000 or "1MB", up to 2 GB';
const DURATION = 'a duration above 0, such as 500 or "30s"';

/** Reads one option: the value that it stands for, or its refusal. */
export type Reader<T> = (subject: Subject, path: string, value: unknown) => T;

/** A reader for each name. */
export type Readers<T> = { readonly [Name in keyof T]: Reader<T[Name]> };

/** Reads options by a reader for each name. What is not written stands for what `read` makes of `undefined`. */
export function readOptions<T extends object>(of: Arguments, given: unknown, readers: Readers<T>): T {
  const subject = { what: of.what, whole: "options", field: "options" };
  if (given !== undefined && !isPlain(given)) refuse(subject, "", given, "an object of options");
  const names = Object.keys(readers);
  for (const name of Object.keys(given ?? {})) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const allowed = meant ? `${meant} (did you mean that?)` : `${either(names)}; ${of.besideOptions}`;
    refuse(subject, name, name, allowed, "not an option");
  }
  const options = {} as T;
  for (const name of names as (keyof T & string)[]) {
    options[name] = readers[name](subject, name, (given as { [name: string]: unknown } | undefined)?.[name]);
  }
  return options;
}

/** Milliseconds; `false`: infinitely many. */
export function duration(otherwise: Duration | false): Reader<number> {
  return (subject, path, value = otherwise) => {
    if (value === false) return Number.POSITIVE_INFINITY;
    const read = durationOf(value) ?? 0;
    return read > 0 ? read : refuse(subject, path, value, `${DURATION}, or false`);
  };
}

/** Bytes. `orNone`: `false` is 0. */
export function bytes(otherwise: Bytes, orNone = false): Reader<number> {
  return (subject, path, value = otherwise) => {
    if (orNone && value === false) return 0;
    const read = bytesOf(value);
    return read >= 0 && read <= 2e9 ? read : refuse(subject, path, value, orNone ? `${BYTES}, or false` : BYTES);
  };
}

function bytesOf(value: unknown): number {
  if (typeof value === "number") return value;
  const [, count, unit] = (typeof value === "string" && /^(\d+(?:\.\d+)?)([kMG]B)$/.exec(value)) || [];
  return count === undefined ? Number.NaN : Number(count) * (UNITS[unit as string] as number);
}

/** A function of the caller's, or none. */
export function callback<T extends (...given: never[]) => unknown>(): Reader<T | undefined> {
  return (subject, path, value) =>
    value === undefined || typeof value === "function" ? (value as T | undefined) : refuse(subject, path, value, "a function");
}

/** Yes or no, or nothing. */
export function flag(): Reader<boolean | undefined> {
  return (subject, path, value) =>
    value === undefined || typeof value === "boolean" ? value : refuse(subject, path, value, "true or false");
}
