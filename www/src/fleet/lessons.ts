// What each scene is about: the question that it answers, and why the answer is as it is. Numbers are the scenario's.

import { ms } from "../shared/format.js";
import type { Scenario, SceneName } from "./types.js";
import { percent, whole } from "./words.js";

export interface Lesson {
  scene: SceneName;
  question: (scenario: Scenario) => string;
  why: string;
}

export const LESSONS: readonly Lesson[] = [
  {
    scene: "brownout",
    question: ({ faults: [fault] }) =>
      fault === undefined
        ? "Does the server keep up?"
        : `A server has ${percent(fault.capacity)} of its strength left for ${ms(fault.to - fault.from)}. Does it get up again when everybody retries?`,
    why: "A request that timed out leaves work behind that nobody waits for any more, and each retry adds more of it. A budget lets retries be a share of the good answers; in an outage there are none, so a fleet of any size stops retrying by itself.",
  },
  {
    scene: "restart",
    question: ({ surges: [surge] }) =>
      surge === undefined
        ? "Who gets in, and when?"
        : `A server is restarted, and ${whole(surge.calls)} connections break within ${ms(surge.to - surge.from)}. Who gets back in, and when?`,
    why: "Clients that failed together wait for the same time and come back together: most of them are turned away again, and between two crowds the server has nothing to do. Jitter draws each wait by chance, so that they come back one by one.",
  },
  {
    scene: "herd",
    question: ({ surges: [surge], server: { retryAfter } }) =>
      `${surge === undefined ? "Many" : whole(surge.calls)} clients come at once. The server turns most of them away and tells each of them the same: come back in ${retryAfter ?? 0} s. What happens then?`,
    why: "A server that tells everybody the same time makes an appointment with all of them. Retry-After says how long to wait at least, so waits are made longer by chance, by up to half, and never shorter.",
  },
  {
    scene: "login",
    question: ({ surges: [surge] }) =>
      surge === undefined
        ? "Does the server keep up?"
        : `${whole(surge.calls)} newcomers log in within ${ms(surge.to - surge.from)}, more than the server can take. Is it over when they stop coming?`,
    why: "New clients have saved no tokens, and do not know the server yet: each may retry a few rejections, which are cheap, but only one timeout. So the storm ends when the newcomers stop coming, and does not feed itself.",
  },
  {
    scene: "outage",
    question: ({ clients, faults: [fault] }) =>
      fault === undefined
        ? "Does the server keep up?"
        : `${whole(clients)} busy clients go on calling a server that is dead for ${ms(fault.to - fault.from)} and whose queue takes whatever comes. What does it find when it is back?`,
    why: "A budget bounds retries, but first attempts go on. They fill the queue of a server that answers none of them, and each keeps its caller waiting. A breaker learns from a client’s own calls, lets them fail at once, and asks with a single one whether the server is well again. It takes clients that make many calls: one that makes a call a minute learns too little from its own.",
  },
];

export function lessonOf(scene: SceneName): Lesson {
  const lesson = LESSONS.find((one) => one.scene === scene);
  if (lesson === undefined) throw new Error(`there is no lesson about ${scene}`);
  return lesson;
}
