// How a bad policy is refused: which field, what was given, and what is allowed.
import { isPlain } from "./copy.js";
import { policyError } from "./errors.js";

/** What is refused, and how it is called as a whole. */
export interface Subject {
  /** `retry policy`. */
  readonly what: string;
  /** In the sentence, where no field is meant. */
  readonly whole: string;
  /** The same as the error's `field`. */
  readonly field: string;
}

/** Throws the error that says so. `is`: what to call the value, if not by what it is. */
export function refuse(subject: Subject, path: string, value: unknown, allowed: string, is = given(value)): never {
  const { what, whole, field } = subject;
  throw policyError(`${what}: ${path || whole} is ${is}; allowed: ${allowed}`, path || field, allowed);
}

// A value as a refusal shows it: short, and in JavaScript's notation.
function given(value: unknown): string {
  if (typeof value === "string") return `"${[...value.slice(0, 120)].slice(0, 60).join("")}"`;
  if (typeof value === "number") return numeral(value);
  if (Array.isArray(value)) return value.length > 0 ? "an array" : "an empty array";
  if (isPlain(value)) return "an object";
  if (value === undefined || value === null || typeof value === "boolean") return `${value}`;
  return typeof value === "object" ? `of class ${classOf(value)}` : `a ${typeof value}`;
}

// What it says of itself may be anything, or throw.
function classOf(value: object): string {
  try {
    return String(value.constructor.name);
  } catch {
    return "unknown";
  }
}

/** With at most three decimals. */
function numeral(number: number): string {
  const size = Math.abs(number);
  if (size > 9e12 && size < 1 / 0) return `${number < 0 ? "-" : ""}9000000000000 or more`;
  return `${number < 0 ? "-" : ""}${Math.floor(size * 1000 + 0.5) / 1000}`;
}

const UNITS = [
  [864e5, 1.5, "d"],
  [36e5, 2, "h"],
  [6e4, 2, "min"],
  [1e3, 1, "s"],
  [1, 0, "ms"],
] as const;

/** A duration in the unit that reads best: the largest of which there is exactly one, or enough. */
export function span(milliseconds: number): string {
  const [size, , unit] = UNITS.find(([size, enough]) => milliseconds / size >= enough || milliseconds === size) ?? UNITS[4];
  const precision = size > 1 ? 100 : 1;
  return `${numeral(Math.floor((milliseconds / size) * precision + 0.5) / precision)} ${unit}`;
}

/** `a, b or c`. */
export function either(names: readonly string[]): string {
  const last = names[names.length - 1] ?? "";
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${last}` : last;
}
