// Numbers of the default policy, in the package's own words: nothing here is typed a second time.

import { el } from "../shared/dom.js";
import { ms } from "../shared/format.js";
import { explained } from "./worlds.js";

const sentence = (lines: readonly string[], beginning: RegExp): string =>
  lines.flatMap((line) => line.split(/(?<=\.) (?=[A-Z])/)).find((one) => beginning.test(one)) ?? "";

// A header's name is not broken over two lines at its hyphen.
const unbroken = (text: string): (string | HTMLElement)[] =>
  text.split(/(\w+(?:-\w+)+)/).map((part, index) => (index % 2 === 0 ? part : el("span", { class: "name" }, part)));

/** Fills in every `data-says` of the page. */
export async function sayWhy(): Promise<void> {
  const { standard, whole, waits } = await explained();
  const says: Record<string, string> = {
    waits: waits.map(ms).join(", "),
    cap: ms(Math.max(...waits)),
    spread: sentence(standard, /^Waits/),
    hint: sentence(standard, /hint/),
    limits: sentence(standard, /^One attempt waits/),
    budget: sentence(standard, /retry tokens/),
    worst: sentence(standard, /^Worst case/),
    repeats: sentence(standard, /^Repeats/),
    breaker: sentence(whole, /^The circuit/),
    key: sentence(whole, /Idempotency-Key/),
  };
  for (const element of document.querySelectorAll<HTMLElement>("[data-says]")) {
    element.replaceChildren(...unbroken(says[element.dataset.says ?? ""] ?? ""));
  }
}
