// The form beside the policy: how the server misbehaves, and how the run is bounded.

import { parseCompactScript } from "../../../server/script.js";
import { byId, el, option, radios } from "../shared/dom.js";
import { oneOfMethods, oneOfScales, type State } from "./link.js";
import { SCENARIOS, SYNTAX, scenarioOf } from "./scenarios.js";

const CUSTOM = "custom";

export interface Controls {
  read(): Omit<State, "policy">;
  write(state: Omit<State, "policy">): void;
  /** The policy decides whether a key is sent; the box shows it, for the method that it matters to. */
  showKey(sendsKey: boolean, isPolicyValid: boolean): void;
  /** Can the server play the script? */
  readonly isScriptValid: boolean;
}

export function createControls(listeners: { onChange(): void; onKey(on: boolean): void }): Controls {
  const scenario = byId("scenario", HTMLSelectElement);
  const note = byId("scenario-note", HTMLElement);
  const script = byId("script", HTMLInputElement);
  const scriptError = byId("script-error", HTMLElement);
  const key = byId("key", HTMLInputElement);
  const limit = byId("limit", HTMLSelectElement);
  const scaleNote = byId("scale-note", HTMLElement);
  const method = radios("method");
  const scale = radios("scale");

  scenario.append(...SCENARIOS.map(({ id, label }) => option(id, label)));
  const custom = option(CUSTOM, "As the script says");
  custom.hidden = true;
  scenario.append(custom);
  byId("syntax-list", HTMLElement).append(
    ...SYNTAX.map(([step, meaning]) => el("div", {}, el("dt", {}, step), el("dd", {}, meaning))),
  );

  // There is room for it beside the result; on a narrow page it would push Run away.
  byId("syntax", HTMLDetailsElement).open = matchMedia("(min-width: 60.01rem)").matches;
  if (/Mac|iPhone|iPad/.test(navigator.userAgent)) byId("modifier", HTMLElement).textContent = "⌘";

  // What the reader had chosen before a scenario chose for them.
  let ownScale: string | undefined;
  let isScriptValid = true;

  const checkScript = (): void => {
    const fault = faultIn(script.value);
    isScriptValid = fault === "";
    script.setAttribute("aria-invalid", String(!isScriptValid));
    // A live region that is written anew is read out anew.
    if (scriptError.textContent !== fault) scriptError.textContent = fault;
  };

  const reflect = (): void => {
    const known = scenarioOf(script.value);
    scenario.value = known?.id ?? CUSTOM;
    note.textContent = known?.note ?? "Your own script: each request gets the next step, and the last step repeats.";
    const divisor = Number(scale.value);
    scaleNote.textContent =
      divisor === 1
        ? "Waits and limits last as long as the policy says."
        : `This run divides each duration of the policy by ${divisor}. What the server asks for is not divided.`;
    checkScript();
  };

  const changed = (): void => {
    reflect();
    listeners.onChange();
  };

  scenario.addEventListener("change", () => {
    const chosen = SCENARIOS.find(({ id }) => id === scenario.value);
    if (chosen === undefined) return;
    script.value = chosen.script;
    method.value = chosen.method ?? "GET";
    if (chosen.scale !== undefined && scale.value === "1") {
      ownScale = scale.value;
      scale.value = chosen.scale;
    } else if (chosen.scale === undefined && ownScale !== undefined) {
      scale.value = ownScale;
      ownScale = undefined;
    }
    changed();
  });
  script.addEventListener("input", changed);
  limit.addEventListener("change", changed);
  method.onChange(changed);
  scale.onChange(() => {
    ownScale = undefined;
    changed();
  });
  key.addEventListener("change", () => listeners.onKey(key.checked));

  return {
    read: () => ({
      script: script.value.trim(),
      method: oneOfMethods(method.value),
      scale: oneOfScales(scale.value),
      limit: limit.value,
    }),
    write(state) {
      script.value = state.script;
      method.value = state.method;
      scale.value = state.scale;
      limit.value = state.limit;
      reflect();
    },
    showKey(sendsKey, isPolicyValid) {
      key.checked = sendsKey;
      key.disabled = !isPolicyValid || method.value !== "POST";
    },
    get isScriptValid() {
      return isScriptValid;
    },
  };
}

/** What is wrong with a script, in the words of the server that would refuse it; empty if nothing is. */
function faultIn(script: string): string {
  try {
    parseCompactScript({ script });
    return "";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^steps\[(\d+)\](\.?)/, (_, index, dot) => `Step ${Number(index) + 1}${dot === "" ? "" : ": "}`);
  }
}
