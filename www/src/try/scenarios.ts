// Ways to misbehave, each with the one thing to look at.

export interface Scenario {
  id: string;
  label: string;
  script: string;
  method?: "GET" | "POST";
  /** By what the policy's durations must be divided for it to end while somebody watches. */
  scale?: "10";
  note: string;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    id: "twice",
    label: "503 twice, then 200",
    script: "503,503,200",
    note: "The ordinary case: a server that comes back. The waits differ on each run, because of jitter.",
  },
  {
    id: "always",
    label: "Always 503",
    script: "503",
    note: "A server that stays down. Retries end when they are used up, and the last 503 is handed over.",
  },
  {
    id: "rate",
    label: "Rate limited: 429 with Retry-After 2",
    script: "429;retry-after=2,200",
    note: "The server says when to come back. No wait is shorter than its two seconds, whatever the policy’s own waits are.",
  },
  {
    id: "reset",
    label: "Connection reset, then 200",
    script: "reset,200",
    note: "No response at all. Fetch reports a TypeError, as it does for much else.",
  },
  {
    id: "hang",
    label: "Hangs, then 200",
    script: "hang,200",
    scale: "10",
    note: "Nothing comes back until the attempt timeout runs out, after 30 s in every preset. So ÷10 is chosen below: 3 s.",
  },
  {
    id: "dropped",
    label: "POST executed, reply dropped",
    script: "drop,200;effect",
    method: "POST",
    note: "The work was done, but the client cannot know. Without a key it is sent once; with one, twice, and still done once.",
  },
  {
    id: "endless",
    label: "503 with an endless body",
    script: "503;endless,200",
    note: "The body of the 503 never ends. The verdict is taken from its headers, and the body is let go.",
  },
  {
    id: "cut",
    label: "Cut at 80 %, then continued",
    script: "object=7:100000;cut=0.8;how=rst;bytes=4000;every=60,object=7:100000;bytes=4000;every=60",
    note: "The head says 200, and the body breaks. It is read by resuming, which asks for the rest by a range and delivers no byte twice.",
  },
  {
    id: "silent",
    label: "A stream that falls silent",
    script: "sse=10;cut=0.5;how=stall;every=200,sse=10;every=200",
    note: "The connection stays, but no event comes for 2 s: events takes that for a break, and goes on after the last one that it had.",
  },
  {
    id: "missing",
    label: "404",
    script: "404",
    note: "Asking again would not help: one attempt.",
  },
];

/** What a step of a script may be, for the help under the field. */
export const SYNTAX: readonly (readonly [step: string, meaning: string])[] = [
  ["503", "that status"],
  ["503;retry-after=2", "with a Retry-After header"],
  ["200;delay=300", "after 300 ms"],
  ["200;effect", "and does the work"],
  ["503;endless", "with a body that does not end"],
  ["object=7:9000;cut=0.8", "a file that breaks off"],
  ["sse=10;every=200", "ten events"],
  ["hang", "never answers"],
  ["reset", "cuts the connection"],
  ["reset-after-headers", "cuts it after the headers"],
  ["drop", "does the work, sends no reply"],
  ["3*503,200", "three times, then 200; the last step repeats"],
];

export function scenarioOf(script: string): Scenario | undefined {
  const plain = script.replaceAll(/\s+/g, "");
  return SCENARIOS.find((scenario) => scenario.script === plain);
}
