// A program: reads random bodies from the misbehaving server, one after the other, and prints what came of them as JSON. In a process
// of its own, since undici, in Node 22 and by itself, may throw out of a socket's listener where a slow reader meets an end
// (nodejs/undici#5360). Such a body is heard of no more, and only its limit on silence helps it. These are counted apart.
import http from "node:http";
import { text } from "node:stream/consumers";
import { Agent, RetryAgent, fetch as undiciFetch } from "undici";
import { start } from "../../../server/app.js";
import { bodyReportOf, resuming } from "./installed-body.js";
import { outcome } from "./outcome.js";
import { faultOf, joined, randomly, scripted } from "./random-bodies.js";
import { READERS } from "./readers.js";
import { QUICK } from "./transport.js";

const { CLIENT, SEED, COUNT } = process.env;

// Longer than any server here is silent on purpose, and than a machine with much to do is by chance.
const SILENCE = 150;

// Far more than any body needs; for the agent, so long that it has given up.
const LIMITS = { resuming: 60_000, agent: 3_000 };

const CLIENTS = {
  resuming: () => resuming({ ...QUICK, attemptTimeout: "10s" }, { idle: SILENCE }),
  agent() {
    const options = { maxRetries: 4, minTimeout: 1, maxTimeout: 1, timeoutFactor: 1 };
    const dispatcher = new RetryAgent(new Agent({ bodyTimeout: SILENCE }), options);
    return (url) => undiciFetch(url, { dispatcher, signal: AbortSignal.timeout(LIMITS.agent) });
  },
};

const tally = { done: 0, range: 0, proof: 0, next: 0, faults: [], errors: {}, requests: 0, hung: [], thrown: 0 };

process.on("uncaughtException", (error) => {
  if (error.code !== "ERR_ASSERTION" || !/undici/.test(error.stack)) throw error;
  tally.thrown++;
});

const server = await start();
const random = randomly(Number(SEED));
const send = CLIENTS[CLIENT]();
for (let number = 0; number < Number(COUNT); number++) await one(number);
console.log(JSON.stringify(tally));
process.exit(0);

async function one(number) {
  const body = scripted(random, ["stall", "close"]);
  const names = Object.keys(READERS);
  const how = names[Math.floor(random() * names.length)];
  const path = `b${number}`;
  await ask(`/scripts/${path}`, { method: "PUT" }, JSON.stringify(body.script));
  const pieces = [];
  let response;
  const reading = async () => {
    response = await send(`${server.url}/play/${path}`);
    if (response.status >= 400) return void response.body?.cancel();
    await READERS[how](response, (piece) => pieces.push(piece));
  };
  const read = await outcome(reading(), LIMITS[CLIENT] + 1000).catch((error) => ({ error, isHung: true }));
  const { error, isHung } = read;
  const isAnswered = response !== undefined && response.status < 400;
  const isDone = error === undefined && isAnswered;
  const fault = isAnswered ? faultOf(body, joined(pieces), isDone) : undefined;
  const told = `body ${number} of seed ${SEED}, by ${how}: ${JSON.stringify(body.script)}`;
  if (fault) tally.faults.push(`${fault}: ${told}`);
  if (isDone) tally.done++;
  if (isHung) tally.hung.push(`${JSON.stringify(bodyReportOf(response))} of ${told}`);
  for (const { by } of bodyReportOf(response)?.gaps ?? []) if (by) tally[by]++;
  if (error) {
    const why = error.name === "BodyError" ? error.reason : `${error.name}: ${error.message} ${error.cause?.message ?? ""}`;
    tally.errors[why] = (tally.errors[why] ?? 0) + 1;
  }
  const journal = JSON.parse(await ask(`/journal/${path}`));
  tally.requests += journal.attempts;
  await ask(`/journal/${path}`, { method: "DELETE" });
}

// On a connection of its own: one of fetch's may be about to end.
async function ask(path, options, body) {
  const request = http.request(`${server.url}${path}`, { ...options, agent: false });
  const answered = new Promise((resolve, reject) => request.on("response", resolve).on("error", reject));
  request.end(body);
  return text(await answered);
}
