// What each scene is about: the question that it answers, why the answer is as it is, and what else to try. Numbers are the
// scenario's.

import type { PolicyOptions } from "holdfast-fetch";
import { count, ms } from "../shared/format.js";
import type { Knobs } from "./knobs.js";
import type { PolicyText, Scenario, SceneName } from "./types.js";
import { percent, whole } from "./words.js";

/** One click: the scene again, with this much changed. */
export interface Experiment {
  label: string;
  knobs?: Partial<Knobs>;
  policies?: readonly PolicyText[];
}

export interface Lesson {
  scene: SceneName;
  question: (scenario: Scenario) => string;
  why: string;
  experiments: readonly Experiment[];
}

const UNBOUNDED: PolicyOptions = { budget: false };

export const LESSONS: readonly Lesson[] = [
  {
    scene: "flaky",
    question: ({ server }) => `A healthy server turns ${percent(server.flaky)} of its requests away by bad luck. Who notices?`,
    why: "This is what retries are for: a second attempt a moment later meets other luck. It costs a few requests more, as long as failures are few. The other lessons are about the days on which they are many, when each retry adds to the trouble.",
    experiments: [
      { label: "Half of all requests fail", knobs: { flaky: 50 } },
      { label: "The same without a budget", knobs: { flaky: 50 }, policies: [{}, UNBOUNDED] },
      { label: "One retry instead of three", policies: [{}, { retries: 1 }] },
    ],
  },
  {
    scene: "brownout",
    question: ({ faults: [fault] }) =>
      fault === undefined
        ? "Does the server keep up?"
        : `A server has ${percent(fault.capacity)} of its capacity left for ${ms(fault.to - fault.from)}. Does it get up again when everybody retries?`,
    why: "A request that timed out leaves work behind that nobody waits for any more, and each retry adds more of it. A retry budget is an allowance: a client starts with six tokens, a retry that fails costs one, and every five good answers earn two more. And a timeout may be retried only by a client that got a good answer in the 30 s before, or once by one that never had any: while the server is down nobody gets one, so retries soon stop. Who never retries does a little better here, since no retry helps an overloaded server; retries are for bad luck, and the budget makes them harmless.",
    experiments: [
      { label: "Only one retry, and no budget", policies: [{}, { ...UNBOUNDED, retries: 1 }] },
      { label: "Trouble of 5 s", knobs: { outage: 5 } },
      { label: "Everyday load of 40 %", knobs: { load: 40 } },
      { label: "A breaker in the budget’s place", policies: [{}, { ...UNBOUNDED, breaker: true }] },
    ],
  },
  {
    scene: "restart",
    question: ({ surges: [surge] }) =>
      surge === undefined
        ? "Who gets in, and when?"
        : `A server is restarted, and ${whole(surge.calls)} connections break within ${ms(surge.to - surge.from)}. Who gets back in, and when?`,
    why: "Clients that failed together wait for the same time and come back together: most of them are turned away again, and between two crowds the server has time to spare while tens of thousands wait. Jitter draws each wait by chance, so that they come back spread out. It does not help in the first seconds, when waits are short: that spike is as high either way.",
    experiments: [
      { label: "They break over 30 s", knobs: { over: 30 } },
      { label: "Three retries at once, as many clients do", policies: [{}, "3 at once"] },
      { label: "The server says: come back in 30 s", knobs: { retryAfter: 30 } },
    ],
  },
  {
    scene: "outage",
    question: ({ clients, rate, server, faults: [fault] }) => {
      if (fault === undefined) return "Does the server keep up?";
      const each = rate < 1 ? "a call now and then" : `about ${count(Math.round(rate), "call")} a second`;
      const takes = server.queue === null || server.queue === Number.POSITIVE_INFINITY ? "takes every request and " : "";
      const answers = fault.capacity === 0 ? "answers none" : `has ${percent(fault.capacity)} of its capacity left`;
      const trouble = `${takes}${answers} for ${ms(fault.to - fault.from)}`;
      return `${whole(clients)} clients, each with ${each}, go on calling a server that ${trouble}. What does it find when it is back?`;
    },
    why: "A budget bounds retries, but first attempts go on. They fill the queue of a server that answers none of them, and each keeps its caller waiting. A circuit breaker is a switch in each client. When half of its calls have failed for some seconds, it cuts the client off (it “opens”, as an electric line does), and calls fail at once, without being sent. After 5 s, then 10, 20, up to 60, one of them is let through to ask whether the server is well again. So it notices late that it is: the flat stretch after the trouble. And it takes clients that make many calls: one that makes a call a minute learns too little from its own.",
    experiments: [
      { label: "100,000 clients with a call now and then", knobs: { clients: 100_000 } },
      { label: "Trouble of 10 s", knobs: { outage: 10 } },
      { label: "No retries at all", policies: [{ retries: 0, breaker: true }, { retries: 0 }] },
    ],
  },
  {
    scene: "herd",
    question: ({ surges: [surge], server: { retryAfter } }) =>
      `${surge === undefined ? "Many clients come at once" : `${whole(surge.calls)} clients come within ${ms(surge.to - surge.from)}`}. The server turns away those for whom it has no room${retryAfter === null ? "" : ` and tells each of them the same: come back in ${retryAfter} s`}. What happens then?`,
    why: "A server that tells all clients the same time makes an appointment with all of them at once. Retry-After, its hint, says how long to wait at least. So chance makes each wait longer, by up to half, and never shorter.",
    experiments: [
      { label: "Clients that ignore the hint", policies: [{}, { retryAfter: false }] },
      { label: "Come back in 5 s", knobs: { retryAfter: 5 } },
      { label: "They come over 30 s", knobs: { over: 30 } },
    ],
  },
  {
    scene: "login",
    question: ({ clients, rate, server, surges: [surge] }) => {
      if (surge === undefined) return "Does the server keep up?";
      const offered = clients * rate + (1_000 * surge.calls) / (surge.to - surge.from);
      const isTooMuch = offered > server.capacity ? ", more than the server can take" : "";
      return `${whole(surge.calls)} newcomers log in within ${ms(surge.to - surge.from)}${isTooMuch}. Is it over when they stop coming?`;
    },
    why: "A new client has earned no retries yet. It is lent six tokens, each good for a retry that fails. They are enough for some rejections, which cost the server little. But of timeouts, which leave work behind, it may retry only one. So the storm ends when the newcomers stop coming.",
    experiments: [
      { label: "They come over 5 min", knobs: { over: 300 } },
      { label: "Lent less than one: the preset fleet", policies: [{}, { preset: "fleet" }] },
      { label: "Every timeout is retried", policies: [{}, { timeouts: true }] },
    ],
  },
];

export function lessonOf(scene: SceneName): Lesson {
  const lesson = LESSONS.find((one) => one.scene === scene);
  if (lesson === undefined) throw new Error(`there is no lesson about ${scene}`);
  return lesson;
}
