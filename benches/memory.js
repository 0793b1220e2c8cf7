// The memory that a call takes while it waits for its second attempt, where a hundred thousand do; and the CPU to begin one.
import { started } from "./lib/process.js";
import { least } from "./lib/statistics.js";
import { ratio, table, whole } from "./lib/table.js";
import { UNLIMITED, WAITING_LIMITED } from "./subjects.js";

const WAITING = new URL("lib/waiting.js", import.meta.url);
const HEAD = ["", "bytes, to the peer's", "CPU to begin one, to the peer's", "bytes", "in the heap", "beside it", "µs of CPU"];

// Memory is the same in each, CPU is not.
const ROUNDS = 3;

export async function memory({ rounds = ROUNDS } = {}) {
  const groups = [UNLIMITED, WAITING_LIMITED];
  const taken = await inRounds(
    groups.flatMap(({ subjects }) => subjects),
    rounds,
  );
  const rows = ({ against, subjects }) =>
    subjects.map(({ name }) => {
      const [own, peer] = [taken.get(name), taken.get(against)];
      const ratios = [ratio(own.bytes / peer.bytes), ratio(own.microseconds / peer.microseconds)];
      return [name, ...ratios, whole(own.bytes), whole(own.heap), whole(own.beside), own.microseconds.toFixed(1)];
    });
  const unlimited = taken.get("fetch-retry");
  return {
    tables: groups.map((group) => `${group.title}; the peer is ${group.against}:\n\n${table(HEAD, rows(group))}`).join("\n\n"),
    facts: {
      "waiting, bytes": taken.get("holdfast: retry").bytes / unlimited.bytes,
      "waiting with limits, bytes": taken.get("holdfast: retry, time limits").bytes / unlimited.bytes,
      "waiting, to begin": taken.get("holdfast: retry").microseconds / unlimited.microseconds,
    },
  };
}

/** From name to the least that was seen of each number. */
async function inRounds(subjects, rounds) {
  const taken = new Map(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) taken.get(subject.name).push(await measure(subject));
  }
  const of = (all, number) => least(all.map((one) => one[number]));
  return new Map(
    [...taken].map(([name, all]) => {
      const [heap, beside] = [of(all, "heap"), of(all, "beside")];
      return [name, { heap, beside, bytes: heap + beside, microseconds: of(all, "microseconds") }];
    }),
  );
}

async function measure(subject) {
  const { child, answer } = started(WAITING, subject, { subject });
  const taken = await answer();
  child.kill();
  return taken;
}
