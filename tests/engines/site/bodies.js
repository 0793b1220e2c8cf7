// Random bodies in a page: what came of them. Results are plain data.

import { bodyReportOf, resuming } from "/pkg/body.js";
import { faultOf, joined, randomly, scripted } from "/shared/random-bodies.js";
import { READERS } from "/shared/readers.js";

const QUICK = { backoff: { type: "constant", base: 1 }, jitter: "none", budget: false };
const send = resuming(QUICK, { idle: 400 });

// An engine without byte streams has no readers with memory of their own.
const names = Object.keys(READERS).filter((name) => name !== "own memory" || hasByteStreams());

function hasByteStreams() {
  try {
    return new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" }) !== undefined;
  } catch {
    return false;
  }
}

// Far more than any body needs.
const LIMIT = 240_000;

/** Reads so many bodies. `more`: as random-bodies.js has it. */
export async function readRandomBodies(seed, count, more) {
  const random = randomly(seed);
  const tally = { done: 0, range: 0, proof: 0, next: 0, faults: [], hung: [], errors: {}, readers: names.length };
  for (let number = 0; number < count; number++) await one(scripted(random, more), random, `${seed}-${number}`, tally);
  return tally;
}

async function one(body, random, id, tally) {
  const how = names[Math.floor(random() * names.length)];
  await fetch(`/scripts/${id}`, { method: "PUT", body: JSON.stringify(body.script) });
  const pieces = [];
  let response;
  const reading = async () => {
    response = await send(`/play/${id}`);
    if (response.status < 400) await READERS[how](response, (piece) => pieces.push(piece));
    else response.body?.cancel();
  };
  const hung = new Error("hung");
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT, hung));
  const error = await Promise.race([reading().catch((thrown) => thrown), late]);
  if (error === hung) {
    const { attempts } = await (await fetch(`/journal/${id}`)).json();
    tally.hung.push(
      `${JSON.stringify(bodyReportOf(response))}, ${attempts} requests: ${id}, by ${how}: ${JSON.stringify(body.script)}`,
    );
    return;
  }
  if (response?.status < 400) {
    const fault = faultOf(body, joined(pieces), error === undefined);
    if (fault) tally.faults.push(`${fault}: body ${id}, by ${how}: ${JSON.stringify(body.script)}`);
    if (error === undefined) tally.done++;
  }
  for (const { by } of bodyReportOf(response)?.gaps ?? []) if (by) tally[by]++;
  if (error) {
    const why = error.name === "BodyError" ? error.reason : `${error.name}: ${error.message}`;
    tally.errors[why] = (tally.errors[why] ?? 0) + 1;
    if (why === "error") tally.faults.push(`an error that is not retried: ${error.message} ${error.cause?.cause?.message}`);
  }
  await fetch(`/journal/${id}`, { method: "DELETE" });
}

/** Reads, in each way, a body whose first answer falls silent: how many connections are left of it then. */
export async function connectionsLeft(steps) {
  const left = {};
  for (const how of names) {
    const id = `silent-${how.replaceAll(" ", "-")}-${steps.length}`;
    // biome-ignore lint/suspicious/noThenProperty: a word of the script language.
    await fetch(`/scripts/${id}`, { method: "PUT", body: JSON.stringify({ steps, then: "repeat-last" }) });
    await READERS[how](await send(`/play/${id}`), () => {}).catch(() => {});
    left[how] = (await (await fetch(`/journal/${id}?wait=10000&open=0`)).json()).openConnections;
  }
  return left;
}
