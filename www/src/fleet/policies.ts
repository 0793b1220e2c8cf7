// The policies that meet the trouble: what is written in each, what it is called, and what its switches show.

import type { PolicyOptions } from "holdfast-fetch";
import { count } from "../shared/format.js";
import { same } from "../shared/json.js";
import { PRESETS, presetOf } from "../shared/presets.js";
import type { PolicyText, Scene } from "./types.js";

/** As many as can be told apart in one chart. */
export const MOST_POLICIES = 4;

/** What others do, by the names that the simulator has for it. */
export const OTHERS: readonly { name: string; label: string }[] = [
  { name: "no retry", label: "no retry" },
  { name: "3 at once", label: "3 retries at once" },
  { name: "3 exponential", label: "3 exponential retries" },
  { name: "3 with full jitter", label: "3 jittered retries" },
  { name: "and gRPC's throttle, 10 / 0.1", label: "3 jittered, gRPC’s throttle" },
  { name: "and AWS's quota, 500 / 14", label: "3 jittered, AWS’s quota" },
  { name: "and Finagle's budget, 20 % + 10/s", label: "3 jittered, Finagle’s budget" },
];

/** The policy of this name: a preset as options, which can be changed, or what others do. */
export function named(name: string): PolicyText | undefined {
  if (OTHERS.some((other) => other.name === name)) return name;
  const preset = PRESETS.find((one) => one.name === name);
  if (preset === undefined) return undefined;
  return preset.name === "standard" ? {} : { preset: preset.name };
}

const LONGEST = 4_000;
const DEEPEST = 6;

/**
 * The policy that a text holds, somebody's or a stranger's.
 *
 * @throws Error that says what is wrong with it
 */
export function policyFrom(text: string): PolicyText {
  if (text.length > LONGEST) throw new Error(`it has ${text.length} characters; ${LONGEST} are allowed`);
  const value: unknown = JSON.parse(text);
  const known = typeof value === "string" ? named(value) : undefined;
  if (known !== undefined) return known;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("a policy is an object");
  if (depthOf(value) > DEEPEST) throw new Error(`no option is ${DEEPEST} levels deep`);
  return value as PolicyOptions;
}

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

export interface Switches {
  retries: number;
  jitter: boolean;
  budget: boolean;
  breaker: boolean;
  /** Are waits that the server asks for made longer by chance? */
  spread: boolean;
}

/** What the switches write, which the name tells of. */
const PLAIN: Record<string, readonly unknown[]> = {
  jitter: ["none", "full"],
  budget: [false, {}],
  breaker: [false, true],
  retryAfter: [false, true, { jitter: "none" }, { jitter: "upward" }],
};
const WORDS = { jitter: "jitter", budget: "a budget", breaker: "a breaker", spread: "hints spread" } as const;
const LACKS = { jitter: "no jitter", budget: "no budget", breaker: "no breaker", spread: "hints to the letter" } as const;

const isOn = (value: unknown): boolean => value !== undefined && value !== false && value !== "none";
const isObject = <T>(value: T): value is T & object => typeof value === "object" && value !== null;

/** What its switches show; undefined for what others do, which has none. */
export function switchesOf(policy: PolicyText): Switches | undefined {
  if (typeof policy === "string") return undefined;
  const full: PolicyOptions = { ...presetOf(policy.preset).options, ...policy };
  return {
    retries: typeof full.retries === "number" ? full.retries : 0,
    jitter: isOn(full.jitter),
    budget: isOn(full.budget),
    breaker: isOn(full.breaker),
    spread: isOn(isObject(full.retryAfter) ? (full.retryAfter.jitter ?? "upward") : (full.retryAfter ?? true)),
  };
}

/** The policy with one switch set. What the preset says already is not written. */
export function withSwitch(policy: PolicyOptions, name: keyof Switches, value: number | boolean): PolicyOptions {
  if (name === "spread") return withSpread(policy, value === true);
  const preset = presetOf(policy.preset).options;
  const { [name]: _, ...others } = policy;
  const usual = preset[name];
  const isUsual = typeof value === "number" ? value === usual : value === isOn(usual);
  if (isUsual) return others;
  const on = { retries: value as number, jitter: "full", budget: {}, breaker: true } as const;
  const off = { retries: 0, jitter: "none", budget: false, breaker: false } as const;
  return { ...others, [name]: value === false ? off[name] : on[name] };
}

function withSpread({ retryAfter, ...others }: PolicyOptions, spread: boolean): PolicyOptions {
  const { jitter: _, ...more } = isObject(retryAfter) ? retryAfter : {};
  const written = spread ? more : { ...more, jitter: "none" as const };
  return Object.keys(written).length === 0 ? others : { ...others, retryAfter: written };
}

/** What it is called: as in the scene, if it is one of its policies, or by what it starts from and what is changed. */
export function namesOf(policies: readonly PolicyText[], scene: Scene): string[] {
  const names: string[] = [];
  for (const policy of policies) {
    const known = scene.policies.find((one) => same(one.policy, policy))?.name ?? nameOf(policy);
    const namesakes = names.filter((name) => name === known || name.startsWith(`${known} (`)).length;
    names.push(namesakes === 0 ? known : `${known} (${namesakes + 1})`);
  }
  return names;
}

function nameOf(policy: PolicyText): string {
  if (typeof policy === "string") return `with ${OTHERS.find(({ name }) => name === policy)?.label ?? policy}`;
  const preset = presetOf(policy.preset);
  const now = switchesOf(policy);
  const usual = switchesOf(preset.options);
  const words: string[] = [];
  if (now !== undefined && usual !== undefined) {
    if (now.retries !== usual.retries) words.push(now.retries === 0 ? "no retries" : count(now.retries, "retry", "retries"));
    for (const name of ["jitter", "budget", "breaker", "spread"] as const) {
      if (now[name] === usual[name]) continue;
      words.push(name === "spread" && policy.retryAfter === false ? "hints ignored" : now[name] ? WORDS[name] : LACKS[name]);
    }
  }
  const { preset: _, retries: __, ...others } = policy;
  const isToldOf = ([key, value]: [string, unknown]): boolean =>
    Object.hasOwn(PLAIN, key) && (PLAIN[key] ?? []).some((plain) => same(plain, value));
  if (!Object.entries(others).every(isToldOf)) words.push("own options");
  const last = words.pop();
  const changes = words.length === 0 ? (last ?? "") : `${words.join(", ")} and ${last}`;
  return `with ${preset.name}${changes === "" ? "" : `, ${changes}`}`;
}
