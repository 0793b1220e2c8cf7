// What a policy will do, by the module that can put it into words.
import type { Compiled } from "./compiled.js";
import type { ExplainExports } from "./core-exports.js";
import { instantiateExplain } from "./explain-module.js";
import { retriesOf } from "./read.js";

let running: ExplainExports | undefined;

// A module that an exception left may be in any state: the next one is new.
function ask<T>(policy: Compiled, question: (module: ExplainExports) => T): T {
  running ??= instantiateExplain();
  const module = running;
  running = undefined;
  const { numbers } = policy;
  new Float64Array(module.memory.buffer, module.block(numbers.length), numbers.length).set(numbers);
  const answer = question(module);
  running = module;
  return answer;
}

/** A policy in plain words. */
export function explained(policy: Compiled): string {
  return ask(policy, (module) => {
    const length = module.explain();
    // UTF-8. Not by TextDecoder, which Jest's jsdom lacks.
    const bytes = new Uint8Array(module.memory.buffer, module.words(), length);
    return decodeURIComponent(Array.from(bytes, (byte) => `%${(byte + 256).toString(16).slice(1)}`).join(""));
  });
}

/** The waits of a call whose every attempt fails without a hint. `random`: gives numbers in [0, 1), or none of use. */
export function drawn(policy: Compiled, random: (() => number | undefined) | undefined): number[] {
  // All at once and beforehand, since nothing of a caller's may run while a module does.
  const draws = Array.from({ length: retriesOf(policy.cells) }, () => {
    const number = random?.() ?? Number.NaN;
    return Number.isNaN(number) ? Math.random() : number;
  });
  return ask(policy, (module) => {
    new Float64Array(module.memory.buffer, module.numbers(draws.length), draws.length).set(draws);
    const count = module.delays();
    return [...new Float64Array(module.memory.buffer, module.waits(), count)];
  });
}
