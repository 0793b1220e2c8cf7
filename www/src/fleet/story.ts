// What the pictures show, in sentences made from the numbers of the run: one for each policy, and one that compares the first
// two.

import { ms } from "../shared/format.js";
import { busyness, echoes, ending, failedShare, isLongEnough, load, type Result } from "./results.js";
import type { Scenario } from "./types.js";
import { capitalised, percent, whole } from "./words.js";

export interface Sentence {
  /** Number of the policy that it is about; absent if it is about two. */
  policy?: number;
  name: string;
  text: string;
}

/** What kind of trouble it is decides on what there is to see. */
export type Kind = "luck" | "overload" | "crowd" | "dead";

export function kindOf({ faults, surges }: Scenario): Kind {
  if (faults.length === 0 && surges.length === 0) return "luck";
  if (surges.some((surge) => !surge.new)) return "crowd";
  return faults.some((fault) => fault.capacity === 0) ? "dead" : "overload";
}

export function tell(results: readonly Result[], scenario: Scenario): Sentence[] {
  if (!isLongEnough(scenario)) return [{ name: "Too short", text: "this run ends before one could see how the trouble ends." }];
  const one = { luck: ofLuck, overload: ofOverload, crowd: ofCrowd, dead: ofDead }[kindOf(scenario)];
  const sentences: Sentence[] = results.map((result, policy) => ({
    policy,
    name: capitalised(result.name),
    text: one(result, scenario),
  }));
  const [first, second] = results;
  if (first === undefined || second === undefined) return sentences;
  return [{ name: "The difference", text: difference(first, second) }, ...sentences];
}

function ofLuck({ outcome }: Result): string {
  const { amplification } = outcome.summary;
  const failed = outcome.ledger.bad === 0 ? "no call fails" : `${percent(failedShare(outcome))} of all calls fail`;
  return `${failed}; the server gets ${amplification.toFixed(2)} requests for each call.`;
}

function ofOverload({ outcome }: Result, scenario: Scenario): string {
  const failed = `${percent(failedShare(outcome))} of all calls fail`;
  const { recovery } = outcome.summary;
  if (recovery !== null) return `${backToNormal(recovery)}; ${failed}.`;
  return `${neverRecovers(outcome, scenario)} ${capitalised(failed)}.`;
}

function backToNormal(seconds: number): string {
  return `answers are back to normal ${seconds === 0 ? "as soon as" : `${ms(seconds * 1_000)} after`} the trouble is over`;
}

function neverRecovers(outcome: Result["outcome"], { duration, server }: Scenario): string {
  const { answered, offered, wasted } = ending(outcome);
  const work = `${percent(wasted)} of its work is for clients that have given up`;
  return `the server is not well again when this run ends, after ${ms(duration)}. In its last minute it answers ${whole(answered)} of ${whole(offered)} calls a second in time, though it could do ${whole(server.capacity)}: ${work}.`;
}

function ofCrowd({ outcome }: Result, scenario: Scenario): string {
  const { largest, times, crowds } = echoes(outcome, scenario);
  const size = `${whole(largest)} requests in a second, ${times.toFixed(1)} times what the server can do`;
  const again =
    crowds === 0
      ? `ten seconds later no more than ${size}, come together any more`
      : `ten seconds later crowds begin to come back, ${crowds === 1 ? "once" : `${crowds} times`}, the largest with ${size}`;
  const busyFor = busyness(outcome, scenario);
  const busy = busyFor === undefined ? "" : ` While they wait the server is busy for ${percent(busyFor)} of the time;`;
  const { nearlyAll } = outcome.summary;
  const answered =
    nearlyAll === null
      ? "fewer than 95\u00a0% of the crowd are answered in this run"
      : `95\u00a0% of the crowd are answered after ${ms(nearlyAll)}`;
  return `${again}.${busy === "" ? ` ${capitalised(answered)}` : `${busy} ${answered}`}, and ${whole(outcome.ledger.bad)} calls fail.`;
}

function ofDead({ outcome }: Result, scenario: Scenario): string {
  const { attempts, growth } = load(outcome, scenario);
  const { recovery, inVain } = outcome.summary;
  const sent = `while it is dead the server is sent ${whole(attempts)} requests, and its queue grows by ${whole(growth)}`;
  const told = outcome.ledger.bad === 0 ? "no call fails" : `a call that fails takes ${ms(inVain)} on average to do so`;
  const end =
    recovery === null
      ? `It is not well again when this run ends, after ${ms(scenario.duration)}.`
      : `${capitalised(backToNormal(recovery))}.`;
  return `${sent}; ${told}. ${end}`;
}

function difference(first: Result, second: Result): string {
  const [a, b] = [first.outcome.ledger.bad, second.outcome.ledger.bad];
  const calls = whole(first.outcome.ledger.calls);
  if (a === b) return `none in the number of calls that fail: ${whole(a)} of ${calls} either way.`;
  const [less, more] = a < b ? [first, second] : [second, first];
  return `of the same ${calls} calls, ${whole(Math.max(a, b))} fail ${more.name}, and ${whole(Math.min(a, b))} ${less.name}.`;
}
