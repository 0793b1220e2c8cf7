// The page: what is written in one part is shown in the others, and Run sends it.

import "../shared/frame.js";
import "../call/timeline.css";
import "../call/body.css";
import "./css/layout.css";
import "./css/glossary.css";
import "./css/server.css";
import "./css/policy.css";
import "./css/completion.css";
import "./css/run.css";
import "./css/code.css";

import { createBodyDrawing } from "../call/body-drawing.js";
import { createStory } from "../call/story.js";
import { createTimeline } from "../call/timeline.js";
import { byId, copyFrom, option } from "../shared/dom.js";
import { showWhereItGoesOn } from "../shared/goes-on.js";
import { toJson } from "../shared/json.js";
import { PRESETS, presetOf } from "../shared/presets.js";
import { scaled } from "../shared/scale.js";
import { sayWhichServer, server } from "../shared/server.js";
import { bodySnippetsFor } from "./body-snippets.js";
import { createCodeTabs } from "./code.js";
import { createControls } from "./controls.js";
import { createEditor } from "./editor.js";
import { fromHash, type State, toHash } from "./link.js";
import { createLive } from "./live.js";
import { createMeaning } from "./meaning.js";
import { concise, type ReadPolicy, readPolicy, sendsKey, withKey } from "./policy.js";
import { loadReader, readerFor } from "./reading.js";
import { snippetsFor } from "./snippets.js";
import { createTokensView } from "./tokens.js";

const preset = byId("preset", HTMLSelectElement);
const timeline = byId("timeline", HTMLElement);
const status = byId("policy-status", HTMLElement);
const runButton = byId("run", HTMLButtonElement);
const againButton = byId("run-again", HTMLButtonElement);
const stopButton = byId("stop", HTMLButtonElement);
const copyLink = byId("copy-link", HTMLButtonElement);
const toFleet = byId("to-fleet", HTMLAnchorElement);
const announcement = byId("copied", HTMLElement);

const say = (sentence: string): void => {
  announcement.textContent = sentence;
};

const editor = createEditor(byId("editor", HTMLElement), status.id, () => {
  readEditor();
  refresh();
});
const meaning = createMeaning({
  section: byId("meaning", HTMLElement),
  explain: byId("explain", HTMLElement),
  list: byId("waits-list", HTMLOListElement),
  sum: byId("waits-sum", HTMLElement),
  redraw: byId("redraw", HTMLButtonElement),
});
const controls = createControls({ onChange: () => refresh(), onKey: setKey });
const tabs = createCodeTabs(byId("tabs", HTMLElement), byId("panels", HTMLElement), say);
const live = createLive({
  timeline: createTimeline(timeline, "Press Run. Each attempt gets a line here, on a common time axis.", createBodyDrawing()),
  story: createStory(byId("story", HTMLOListElement)),
  tokens: createTokensView(byId("tokens", HTMLElement)),
  verdict: byId("verdict", HTMLElement),
  saw: byId("saw", HTMLElement),
});

let policy: ReadPolicy = { ok: false, message: "" };
let address: number | undefined;

const edited = option("", "edited");
edited.hidden = true;
preset.append(...PRESETS.map(({ name, label }) => option(name, label)), edited);
preset.addEventListener("change", () => editor.replace(toJson(presetOf(preset.value).options)));

function readEditor(): void {
  const text = editor.text;
  policy = readPolicy(text);
  preset.value = PRESETS.find(({ options }) => toJson(options) === text)?.name ?? "";
  editor.mark(policy.ok ? undefined : policy);
  showStatus(policy.ok ? "" : policy.message);
  if (policy.ok) meaning.show(policy.policy);
  else meaning.outdated();
}

/** Everything that follows from the policy and the form together. */
function refresh(): void {
  const state: State = { policy: editor.text, ...controls.read() };
  const reader = readerFor(state.script);
  // It is there by the time somebody presses Run. Where it cannot be had, the run says so.
  if (reader !== undefined) loadReader(reader).catch(() => {});
  if (policy.ok) {
    const written = concise(policy.options);
    tabs.show(reader === undefined ? snippetsFor(written, state.method) : bodySnippetsFor(reader, written, state));
    toFleet.hash = new URLSearchParams({ policy: JSON.stringify(written) }).toString();
  }
  controls.showKey(policy.ok && sendsKey(policy.options), policy.ok);
  showButtons();
  // Browsers refuse to rewrite the address at every key.
  window.clearTimeout(address);
  address = window.setTimeout(() => history.replaceState(null, "", toHash(state)), 150);
}

function showStatus(error: string): void {
  status.textContent =
    error === "" ? "Valid. Ctrl Space suggests what may stand at the cursor; point at a name to read what it means." : error;
  status.classList.toggle("wrong", error !== "");
}

function showButtons(): void {
  const focused = document.activeElement;
  runButton.disabled = live.running || !policy.ok || !controls.isScriptValid;
  // Not disabled itself: a button under the reader's finger would lose the focus.
  againButton.setAttribute("aria-disabled", String(runButton.disabled));
  stopButton.disabled = !live.running;
  // A button that is disabled under the reader's finger would lose the focus.
  if (focused === runButton && runButton.disabled && live.running) stopButton.focus();
  if (focused === stopButton && stopButton.disabled) runButton.focus();
}

function setKey(on: boolean): void {
  if (policy.ok) editor.replace(toJson(withKey(policy.options, on)));
}

async function run({ isAsked = true } = {}): Promise<void> {
  if ((await server) === "none" || live.running || !policy.ok || !controls.isScriptValid) return;
  const { script, method, scale, limit } = controls.read();
  const options = scaled(policy.options, Number(scale));
  const reader = readerFor(script);
  const request = { options, script, method, limit: Number(limit) * 1_000, ...(reader && { reader }) };
  const finished = live.run(request, policy.policy.delays().length + 1);
  showButtons();
  if (isAsked) timeline.scrollIntoView({ block: "nearest" });
  try {
    await finished;
  } catch (error) {
    // Divided durations may contradict each other where the package's defaults did not.
    showStatus(error instanceof Error ? error.message : String(error));
  }
  showButtons();
}

function load(): void {
  const { policy: text, ...rest } = fromHash(location.hash);
  controls.write(rest);
  if (text !== editor.text) editor.replace(text);
  readEditor();
  refresh();
}

byId("run-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
againButton.addEventListener("click", () => void run());
stopButton.addEventListener("click", () => live.stop());
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    void run();
  },
  { capture: true },
);
copyLink.addEventListener("click", async () => {
  say((await copyFrom(copyLink, location.href)) ? "The link is copied." : "The link is in the address bar.");
});
showWhereItGoesOn(byId("explain-scroll", HTMLElement));
window.addEventListener("hashchange", load);
const isFresh = location.hash === "";
load();
void sayWhichServer();
// Who comes without a wish sees one call, by itself; nothing moves for those who do not want it.
if (isFresh && !matchMedia("(prefers-reduced-motion: reduce)").matches) void run({ isAsked: false });
