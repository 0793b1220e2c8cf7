// The code to copy, in tabs (WAI-ARIA: arrow keys move between them, Tab goes on to the panel).

import { copyFrom, el } from "../shared/dom.js";
import type { Snippet } from "./snippets.js";

export interface CodeTabs {
  show(snippets: readonly Snippet[]): void;
}

interface Pane {
  tab: HTMLButtonElement;
  panel: HTMLElement;
  code: HTMLElement;
}

export function createCodeTabs(bar: HTMLElement, panels: HTMLElement, say: (sentence: string) => void): CodeTabs {
  const panes = new Map<string, Pane>();

  const select = (pane: Pane): void => {
    for (const other of panes.values()) {
      const selected = other === pane;
      other.tab.setAttribute("aria-selected", String(selected));
      other.tab.tabIndex = selected ? 0 : -1;
      other.panel.hidden = !selected;
    }
  };

  const add = ({ id, label }: Snippet): Pane => {
    const tab = el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, label);
    const code = el("code");
    const copy = el("button", { type: "button", class: "quiet copy", "aria-label": `Copy the code for ${label}` }, "Copy");
    const scroller = el(
      "div",
      { class: "code-scroll", role: "region", "aria-label": `Code for ${label}`, tabindex: 0 },
      el("pre", {}, code),
    );
    const panel = el(
      "div",
      { class: "code-panel", role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` },
      copy,
      scroller,
    );
    const pane = { tab, panel, code };

    tab.addEventListener("click", () => select(pane));
    tab.addEventListener("keydown", (event) => {
      const all = [...panes.values()].filter(({ tab }) => !tab.hidden);
      const next = neighbour(event.key, all.indexOf(pane), all.length);
      const target = next === undefined ? undefined : all[next];
      if (target === undefined) return;
      event.preventDefault();
      select(target);
      target.tab.focus();
    });
    copy.addEventListener("click", async () => {
      const copied = await copyFrom(copy, code.textContent ?? "", code);
      say(copied ? `The code for ${label} is copied.` : "The code is selected: copy it with your keyboard.");
    });

    panes.set(id, pane);
    bar.append(tab);
    panels.append(panel);
    return pane;
  };

  return {
    show(snippets) {
      const isFirst = panes.size === 0;
      const shown = snippets.map(({ id }) => id as string);
      for (const [id, { tab }] of panes) tab.hidden = !shown.includes(id);
      for (const snippet of snippets) (panes.get(snippet.id) ?? add(snippet)).code.replaceChildren(...highlighted(snippet.code));
      const first = panes.values().next().value;
      const isGone = [...panes.values()].some(({ tab, panel }) => tab.hidden && !panel.hidden);
      if ((isFirst || isGone) && first !== undefined) select(first);
    },
  };
}

function neighbour(key: string, index: number, length: number): number | undefined {
  if (key === "ArrowRight") return (index + 1) % length;
  if (key === "ArrowLeft") return (index - 1 + length) % length;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return undefined;
}

// Enough JavaScript to colour the snippets of this page.
const KEYWORDS = "import|from|const|new|await|async|function|true|false|null";
const TOKEN = new RegExp(
  `(?<comment>//.*)|(?<string>"(?:[^"\\\\]|\\\\.)*")|(?<number>\\b\\d[\\d.]*\\b)|(?<keyword>\\b(?:${KEYWORDS})\\b)`,
  "g",
);

function highlighted(code: string): Node[] {
  const nodes: Node[] = [];
  let done = 0;
  for (const match of code.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    nodes.push(document.createTextNode(code.slice(done, match.index)));
    nodes.push(el("span", { class: `token-${kind}` }, match[0]));
    done = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(code.slice(done)));
  return nodes;
}
