// Numbers and texts: are they of an option's kind, and what do they stand for?
import { DIGITS, isOf, isPrintable } from "./characters.js";
import { HINT_BESIDE, HINT_RATE_LIMIT, HINT_WISH_END } from "./generated/codes.js";
import {
  KIND_DURATION,
  KIND_HINT,
  KIND_INTERVAL,
  KIND_KEY,
  KIND_NAME,
  KIND_NUMBER,
  KIND_RATE,
  KIND_STATUS,
  KIND_WHOLE,
  KIND_WORD,
} from "./generated/numbers.js";
import { KEY_ENDS, KINDS, type Row } from "./generated/options-table.js";
import { either, refuse, type Subject } from "./refusal.js";

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
const CENTURY = 3_153_600_000_000;

const CLASSES = "1xx 2xx 3xx 4xx 5xx";

/** What is said of a duration. */
export function durationAllowed(): string {
  return KINDS[KIND_DURATION] as string;
}

/** The milliseconds of a duration as policies write it; nothing for what is none. */
export function durationOf(value: unknown): number | undefined {
  let milliseconds = typeof value === "number" ? value : Number.NaN;
  if (typeof value === "string") {
    const unit = value.endsWith("ms") ? "ms" : value.slice(-1);
    const parts = value.slice(0, -unit.length).split(".");
    const isCount = parts.length <= 2 && parts.every((part) => isOf(part, DIGITS));
    if (isCount && Object.hasOwn(UNITS, unit)) milliseconds = Number(parts.join(".")) * (UNITS[unit] as number);
  }
  return milliseconds >= 0 && milliseconds <= CENTURY ? milliseconds : undefined;
}

// RFC 9110 5.6.2.
const TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";

// Does a text look like one of this kind?
function looksLike(kind: number, text: string): boolean {
  if (kind === KIND_KEY) return text.length <= 255 && isPrintable(text);
  if (kind === KIND_NAME) return text !== "";
  const [name = "", unit = "s", more] = kind === KIND_HINT ? text.split(":") : [text];
  if (kind === KIND_HINT) {
    // Not those that are read in any case, and mean something else; and what RateLimit counts, it says itself.
    const known = name.toLowerCase();
    const others = `${HINT_BESIDE} ${name === text ? "" : HINT_RATE_LIMIT}`;
    if (known.endsWith(HINT_WISH_END) || others.split(" ").includes(known)) return false;
  }
  return more === undefined && isOf(name, TOKEN) && Object.hasOwn(UNITS, unit);
}

/** What a number or text of an option stands for: a number, a text, or of a class of statuses its digit. */
export function scalarOf(subject: Subject, row: Row, value: unknown, path: string): number | string {
  const [, , kind, , , , , allowed, least = 0, most = 0, words = ""] = row;
  let read: number | string | undefined;
  if (kind <= KIND_RATE) {
    const number = typeof value === "number" ? value : Number.NaN;
    const fits = kind === KIND_RATE ? number > 0 && number <= 1 : number >= least && number <= most;
    if (fits && (kind !== KIND_WHOLE || Number.isInteger(number))) read = number;
  } else if (kind <= KIND_INTERVAL) {
    const duration = durationOf(value) ?? -1;
    if (duration >= least && (duration > 0 || kind === KIND_DURATION)) read = duration;
  } else if (kind === KIND_STATUS) {
    if (typeof value === "string" && CLASSES.split(" ").includes(value)) read = Number(value[0]);
    else if (Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599) read = value as number;
  } else if (kind === KIND_WORD) {
    const place = words.split("|").indexOf(value as string);
    if (place >= 0) read = least + place;
  } else if (typeof value === "string" && looksLike(kind, value)) {
    if (kind === KIND_KEY && value.trim() !== value) refuse(subject, path, value, KEY_ENDS);
    read = value;
  }
  return read ?? refuse(subject, path, value, KINDS[kind] ? allowedBy(row) : allowed || allowedBy(row));
}

/** What is allowed by an option's kind. */
export function allowedBy([, , kind, , , , , , least = 0, most = 0, words = ""]: Row): string {
  if (kind === KIND_NUMBER || kind === KIND_WHOLE) return `${KINDS[kind]}${least} to ${most}`;
  return KINDS[kind] || either(words.split("|"));
}
