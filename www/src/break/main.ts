// Two clients call the same server at the same pace; the reader decides what the clients have, and how the server is.

import "../shared/frame.js";
import "./break.css";

import { byId, el, radios } from "../shared/dom.js";
import { randomId } from "../shared/id.js";
import { sayWhichServer, server } from "../shared/server.js";
import { type Card, createCard, perCall } from "./card.js";
import type { Trouble } from "./chart.js";
import { Client, type Parts } from "./client.js";
import { CONDITIONS, conditionOf, Endpoint } from "./conditions.js";
import { circuitSentence, createLog } from "./log.js";
import { createPace } from "./pace.js";

const OUTAGE = 15_000;
/** After an outage, so long until what it has cost is told. */
const AFTERWARDS = 15_000;
const REDRAW = 250;
const CALM_REDRAW = 1_000;
const DESCRIBE = 4_000;
const COUNT = 500;

const startButton = byId("start", HTMLButtonElement);
const outageButton = byId("outage", HTMLButtonElement);
const conditionNote = byId("condition-note", HTMLElement);
const score = byId("score", HTMLElement);
byId("conditions", HTMLElement).append(
  ...CONDITIONS.map(({ id, label }, index) =>
    el("label", {}, el("input", { type: "radio", name: "condition", value: id, checked: index === 0 }), el("span", {}, label)),
  ),
);
const condition = radios("condition");
const rate = radios("rate");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const log = createLog(byId("log", HTMLOListElement));
const troubles: Trouble[] = [];

/** Milliseconds that it has run for; it stands still while nothing runs. */
const now = (): number => ranBefore + (began === undefined ? 0 : performance.now() - began);
let began: number | undefined;
let ranBefore = 0;

interface Side {
  name: string;
  endpoint: Endpoint;
  client: Client;
  card: Card;
}

function createSide(id: string, parts: Parts): Side {
  const name = `Client ${id.toUpperCase()}`;
  const endpoint = new Endpoint(`break-${randomId()}-${id}`);
  const client = new Client(parts, endpoint, now, (change) => log.add(now(), circuitSentence(name, change)));
  const card = createCard(id, client, troubles, (changed) => {
    client.parts = changed;
    log.add(now(), `${name} has ${list(changed)} from now on.`);
    draw();
  });
  return { name, endpoint, client, card };
}

const sides = [
  createSide("a", { retries: true, budget: true, breaker: true }),
  createSide("b", { retries: true, budget: false, breaker: false }),
];

const pace = createPace(
  () => Number(rate.value),
  () => {
    for (const { client } of sides) client.call();
  },
);

function draw(): void {
  const seconds = now() / 1_000;
  const top = Math.max(4, ...sides.map(({ card, client }) => card.chart.most(client.tally, seconds)));
  for (const { card, client } of sides) {
    card.update(client);
    card.chart.draw(client.tally, seconds, top + 1);
    client.tally.forget(seconds - 90);
  }
  score.textContent = `Succeeded: ${scores()}`;
}

const scores = (since: readonly number[] = []): string =>
  sides.map(({ name, client: { tally } }, index) => `${name} ${tally.succeeded - (since[index] ?? 0)}`).join(", ");

function describe(): void {
  for (const { card, client } of sides) card.describe(client, now() / 1_000);
}

let counting = false;

async function count(): Promise<void> {
  if (counting) return;
  counting = true;
  await Promise.all(sides.map(async ({ card, endpoint }) => card.counted(await endpoint.count(), endpoint.waiting)));
  counting = false;
}

let outage: number | undefined;

function setCondition(id: string): void {
  window.clearTimeout(outage);
  const chosen = conditionOf(id);
  condition.value = chosen.id;
  conditionNote.textContent = chosen.note;
  endTrouble();
  if (chosen !== CONDITIONS[0]) {
    troubles.push({ from: now() / 1_000, label: chosen.label });
    before = sides.map(({ client }) => ({ ...client.tally.troubled }));
  }
  for (const { endpoint } of sides) endpoint.set(chosen);
  log.add(now(), `The server: ${chosen.label}. ${chosen.note}`);
}

let before: { calls: number; requests: number }[] = [];

/** Says what the time cost in which the server was not well: the one number that the clients differ in most. */
function endTrouble(): void {
  const trouble = troubles.at(-1);
  if (trouble === undefined || trouble.until !== undefined) return;
  trouble.until = now() / 1_000;
  const sent = sides.map(({ name, client: { tally } }, index) => {
    const calls = tally.troubled.calls - (before[index]?.calls ?? 0);
    const requests = tally.troubled.requests - (before[index]?.requests ?? 0);
    return calls === 0 ? "" : `${name} sent ${perCall({ calls, requests })} requests for each call`;
  });
  const told = sent.filter((sentence) => sentence !== "");
  if (told.length > 0) log.add(now(), `While it was “${trouble.label}”, ${told.join(", ")}.`);
}

const timers: number[] = [];

function start(): void {
  startButton.textContent = "Stop";
  began = performance.now();
  pace.start();
  const often = (task: () => void, every: number): void => {
    timers.push(window.setInterval(task, every));
  };
  often(draw, calm.matches ? CALM_REDRAW : REDRAW);
  often(describe, DESCRIBE);
  often(() => void count(), COUNT);
}

function stop(why: string): void {
  startButton.textContent = "Start";
  window.clearTimeout(outage);
  pace.stop();
  for (const timer of timers.splice(0)) window.clearInterval(timer);
  for (const { client } of sides) client.stop();
  ranBefore = now();
  began = undefined;
  log.add(now(), why);
  draw();
  describe();
  void count();
}

startButton.addEventListener("click", async () => {
  if ((await server) === "none") return;
  if (pace.running) stop("Stopped.");
  else start();
});
outageButton.addEventListener("click", async () => {
  if ((await server) === "none") return;
  if (!pace.running) start();
  const since = sides.map(({ client }) => client.tally.succeeded);
  setCondition("stuck");
  outage = window.setTimeout(() => {
    setCondition("on");
    outage = window.setTimeout(() => {
      log.add(now(), `Since the outage began, these calls succeeded: ${scores(since)}.`);
    }, AFTERWARDS);
  }, OUTAGE);
});
condition.onChange(() => setCondition(condition.value));
document.addEventListener("visibilitychange", () => {
  if (document.hidden && pace.running) stop("Stopped, since nobody is looking.");
});

conditionNote.textContent = CONDITIONS[0].note;
draw();
describe();
void sayWhichServer();

function list(parts: Parts): string {
  const has = [parts.retries ? "retries" : "", parts.budget ? "a budget" : "", parts.breaker ? "a circuit breaker" : ""];
  return has.filter((part) => part !== "").join(", ") || "nothing";
}
