// The policy editor: CodeMirror with JSON, and the package's complaints as diagnostics where they belong.

import { completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, ensureSyntaxTree, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, tooltips } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { schemaHelp } from "./completion.js";
import { locate } from "./locate.js";
import type { InvalidPolicy } from "./policy.js";

export interface PolicyEditor {
  readonly text: string;
  /** Replaces the text as one undoable step. */
  replace(text: string): void;
  /** Marks what is wrong, or nothing. */
  mark(error: InvalidPolicy | undefined): void;
}

// Colours are custom properties: one theme for light and dark.
const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
]);

export function createEditor(parent: HTMLElement, describedBy: string, onChange: (text: string) => void): PolicyEditor {
  const view = new EditorView({
    parent,
    extensions: [
      lineNumbers(),
      history(),
      bracketMatching(),
      indentOnInput(),
      json(),
      syntaxHighlighting(highlighting),
      lintGutter(),
      schemaHelp(),
      tooltips({ position: "absolute" }),
      // Tab is left to the browser: it leaves the editor, as everywhere on a page.
      keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.lineWrapping,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ "aria-label": "Policy as JSON", "aria-describedby": describedBy, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });

  return {
    get text() {
      return view.state.doc.toString();
    },
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark(error) {
      view.contentDOM.setAttribute("aria-invalid", String(error !== undefined));
      view.dispatch(setDiagnostics(view.state, error === undefined ? [] : diagnose(view, error)));
    },
  };
}

function diagnose(view: EditorView, error: InvalidPolicy): Diagnostic[] {
  if (error.field === undefined) {
    return jsonParseLinter()(view).map((diagnostic) => ({
      ...diagnostic,
      // An empty range has nothing to underline.
      from: Math.max(0, Math.min(diagnostic.from, view.state.doc.length - 1)),
      to: Math.min(diagnostic.to + 1, view.state.doc.length),
    }));
  }
  ensureSyntaxTree(view.state, view.state.doc.length, 50);
  return [{ ...locate(view.state, error.field), severity: "error", message: error.message }];
}
