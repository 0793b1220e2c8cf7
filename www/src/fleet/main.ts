// The fleet: a lesson is chosen, or a what-if asked; a worker simulates; charts, sentences and a table show what came of it.

import "../shared/frame.js";
import "./fleet.css";
import "./charts.css";

import { byId, copyFrom, el } from "../shared/dom.js";
import { createCards } from "./cards.js";
import { createForm } from "./form.js";
import { inTurn } from "./frames.js";
import { turn } from "./knobs.js";
import { type Experiment, LESSONS, lessonOf } from "./lessons.js";
import { fromHash, type State, toHash, usual } from "./link.js";
import { createPanes, type View } from "./panes.js";
import { MOST_POLICIES, namesOf } from "./policies.js";
import { Runner } from "./runner.js";
import { tell } from "./story.js";
import { fillTable } from "./table.js";
import type { Outcome, PolicyText, Scenario, Scene, Series } from "./types.js";
import { capitalised, whole } from "./words.js";

const FIRST = "brownout";
const AGAIN = "run it again.";

const card = byId("happens", HTMLElement);
const heading = byId("run-heading", HTMLHeadingElement);
const question = byId("question", HTMLElement);
const story = byId("story", HTMLElement);
const why = byId("why", HTMLElement);
const bar = byId("progress", HTMLProgressElement);
const status = byId("status", HTMLElement);
const runButton = byId("run", HTMLButtonElement);
const runChangedButton = byId("run-changed", HTMLButtonElement);
const cancelButton = byId("cancel", HTMLButtonElement);
const addButton = byId("add-policy", HTMLButtonElement);
const resetButton = byId("reset", HTMLButtonElement);
const legend = byId("legend", HTMLElement);
const numbers = byId("numbers", HTMLTableElement);
const experiments = byId("experiments", HTMLElement);
const copyLink = byId("copy-link", HTMLButtonElement);
const copied = byId("copied", HTMLElement);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let scenes: Scene[] = [];
let state: State | undefined;
/** What the present run, or the last one, is of, and what came of it up to now. */
let shown: View | undefined;
/** What it was made from. */
let ran: State | undefined;

const panes = createPanes();
const runner = new Runner({
  onSlice: showSlice,
  onDone: showOutcome,
  onRefused: showRefusal,
  onBroken: (message) => end("refused", `The simulator gave up: ${message}. With fewer clients or a shorter time it may not.`),
});
const cards = createCards(byId("policies", HTMLElement), changePolicy);
const form = createForm(byId("knobs", HTMLElement), (knobs) => change({ knobs }));

const lessons = LESSONS.map(({ scene }) => {
  const button = byId(`lesson-${scene}`, HTMLButtonElement);
  button.addEventListener("click", () => {
    const chosen = scenes.find(({ name }) => name === scene);
    if (chosen !== undefined) begin(chosen);
  });
  return { scene, button };
});

/** A lesson, as it is or with what an experiment changes. */
function begin(scene: Scene, { knobs = {}, policies }: Partial<Experiment> = {}): void {
  cards.forget();
  state = { ...usual(scene), knobs, ...(policies === undefined ? {} : { policies: [...policies] }) };
  run();
  showWords();
  inTurn(showFields, showPolicies, showCard);
}

/** A what-if: shown at once, and run when the reader says so. */
function change(changes: Partial<State>): void {
  if (state === undefined) return;
  state = { ...state, ...changes };
  showState();
  if (!runner.isRunning) status.textContent = `Changed since this was simulated: ${AGAIN}`;
}

function changePolicy(index: number, changed: PolicyText | undefined): void {
  if (state === undefined) return;
  const policies = state.policies.flatMap((policy, at) => (at !== index ? [policy] : changed === undefined ? [] : [changed]));
  change({ policies });
  // The last card is gone; the button that was pressed may have been its own.
  if (changed === undefined && document.activeElement === document.body) addButton.focus();
}

function showState(): void {
  showWords();
  showFields();
  showPolicies();
}

function showWords(): void {
  if (state === undefined) return;
  const { scene, knobs } = state;
  const lesson = lessonOf(scene.name);
  for (const { scene: name, button } of lessons) {
    button.setAttribute("aria-pressed", String(name === scene.name));
    if (name === scene.name) heading.textContent = `${button.querySelector("strong")?.textContent}: ${button.dataset.trouble}`;
  }
  question.textContent = lesson.question(turn(scene.scenario, knobs));
  why.textContent = lesson.why;
  if (experiments.dataset.scene !== scene.name) {
    experiments.dataset.scene = scene.name;
    experiments.replaceChildren(
      ...lesson.experiments.map((experiment) => {
        const button = el("button", { type: "button", class: "quiet" }, experiment.label);
        button.addEventListener("click", () => begin(scene, experiment));
        return el("li", {}, button);
      }),
    );
  }
  history.replaceState(null, "", toHash(state));
  showButtons();
}

function showFields(): void {
  if (state !== undefined) form.show(state.scene.scenario, state.knobs);
}

function showPolicies(): void {
  if (state === undefined) return;
  const { policies, scene } = state;
  cards.show(policies, namesOf(policies, scene));
  addButton.disabled = policies.length >= MOST_POLICIES;
}

const showCard = (): void => card.scrollIntoView({ block: "nearest" });

function showButtons(): void {
  const focused = document.activeElement;
  const isReady = state !== undefined;
  runButton.disabled = !isReady || runner.isRunning;
  runChangedButton.disabled = runButton.disabled;
  cancelButton.disabled = !runner.isRunning;
  resetButton.disabled = !isReady;
  // A button that is disabled under the reader's finger would lose the focus.
  if ((focused === runButton || focused === runChangedButton) && runButton.disabled) cancelButton.focus();
  if (focused === cancelButton && cancelButton.disabled) runButton.focus();
}

function run(): void {
  if (state === undefined) return;
  const scenario = turn(state.scene.scenario, state.knobs);
  const names = namesOf(state.policies, state.scene);
  ran = state;
  show({ scenario, names, series: [] });
  story.replaceChildren();
  document.body.dataset.run = "running";
  legend.replaceChildren(...names.map(key), ...legendOfScenario(scenario));
  cards.refuse(undefined, "");
  bar.value = 0;
  status.textContent = `Simulating ${whole(scenario.clients)} clients …`;
  runner.run({ scenario, policies: state.policies });
  showButtons();
}

function show(view: View): void {
  shown = view;
  panes.draw(view);
  panes.describe(view);
}

const key = (name: string, policy: number): HTMLElement =>
  el("li", {}, el("i", { class: "line", "data-policy": policy }), capitalised(name));

function legendOfScenario({ faults, surges }: Scenario): HTMLElement[] {
  const keys: [string, string][] = [
    ["line offered", "calls that clients begin"],
    ["line capacity", "what the server can do"],
  ];
  if (faults.length + surges.length > 0) keys.push(["swatch trouble", "the trouble"]);
  return keys.map(([mark, word]) => el("li", {}, el("i", { class: mark }), word));
}

function showSlice(progress: number, series: Series[]): void {
  bar.value = progress;
  if (shown === undefined) return;
  shown = { ...shown, series };
  if (!calm.matches) panes.draw(shown);
}

function showOutcome(outcomes: Outcome[], milliseconds: number): void {
  if (shown === undefined) return;
  const { scenario, names } = shown;
  const results = outcomes.map((outcome, index) => ({ name: names[index] ?? "", outcome }));
  show({ scenario, names, series: outcomes.map(({ series }) => series) });
  const sentences = tell(results, scenario).map(({ policy, name, text }) =>
    el(
      "li",
      {},
      ...(policy === undefined ? [] : [el("i", { class: "line", "data-policy": policy })]),
      el("strong", {}, `${name}: `),
      text,
    ),
  );
  story.replaceChildren(...sentences);
  fillTable(numbers, results, scenario);
  bar.value = 1;
  const requests = outcomes.reduce((sum, { ledger }) => sum + ledger.attempts, 0);
  const length = `${whole(scenario.clients)} clients for ${whole(scenario.duration / 1_000)} s, ${outcomes.length === 1 ? "once" : `with each of ${outcomes.length} policies`}`;
  end("done", `Simulated in ${(milliseconds / 1_000).toFixed(1)} s: ${length}, ${whole(requests)} requests.`);
}

function showRefusal(message: string, policy: number | undefined): void {
  cards.refuse(policy, message);
  end("refused", policy === undefined ? message : "One of the policies is not valid: see below.");
}

function end(how: "done" | "cancelled" | "refused", sentence: string): void {
  document.body.dataset.run = how;
  status.textContent = state === ran ? sentence : `${sentence} Changed since: ${AGAIN}`;
  showButtons();
}

function runAsWritten(): void {
  if (cards.isUnfinished) status.textContent = "One of the policies is not finished: see below.";
  else run();
}

runButton.addEventListener("click", runAsWritten);
runChangedButton.addEventListener("click", () => {
  runAsWritten();
  inTurn(showCard);
});
cancelButton.addEventListener("click", () => {
  runner.cancel();
  if (shown === undefined) return;
  show(shown);
  end("cancelled", shown.series.length === 0 ? "Cancelled." : "Cancelled. The charts show how far it came.");
});
addButton.addEventListener("click", () => {
  if (state === undefined) return;
  change({ policies: [...state.policies, {}] });
  if (addButton.disabled) byId(`policy-${MOST_POLICIES - 1}-start`, HTMLElement).focus();
});
resetButton.addEventListener("click", () => {
  cards.forget();
  if (state !== undefined) change(usual(state.scene));
});
copyLink.addEventListener("click", async () => {
  copied.textContent = (await copyFrom(copyLink, location.href)) ? "The link is copied." : "The link is in the address bar.";
});

/** Who comes without a wish is shown a lesson at once. */
function first(): State | undefined {
  const scene = scenes.find(({ name }) => name === FIRST);
  return scene === undefined || location.hash !== "" || state !== undefined ? undefined : usual(scene);
}

/** What a link says is run at once: somebody was sent here to see it. */
function load(): void {
  // The link that skips the navigation is none to a run: the address goes on to tell of the present one.
  if (state !== undefined && location.hash === "#main") {
    history.replaceState(null, "", toHash(state));
    return;
  }
  const linked = fromHash(location.hash, scenes) ?? first();
  if (linked === undefined) return;
  cards.forget();
  state = linked;
  showState();
  run();
}

try {
  scenes = await runner.scenes;
  for (const { button } of lessons) button.disabled = false;
  document.body.dataset.run = "ready";
  window.addEventListener("hashchange", load);
  load();
} catch (error) {
  status.textContent = `The simulator did not load: ${error instanceof Error ? error.message : error}`;
}
