// Completion and descriptions in the policy editor: what the schema of the package says of the place where one stands.

import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { el } from "../shared/dom.js";
import { toJson } from "../shared/json.js";
import { placeAt, unquoted } from "./place.js";
import { optionsAt, type Path, type Schema, schemasAt, valuesAt } from "./schema.js";

export function schemaHelp(): Extension {
  return [autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 50 }), hoverTooltip(describe)];
}

export function complete(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context;
  const text = state.doc.toString();
  const { path, wants, from } = placeAt(text, pos);
  // Unasked, only a word that has been begun is completed.
  if (from === pos && !explicit) return null;
  const to = wordEnd(text, pos);
  const options = wants === "name" ? names(path, taken(state, pos, from), /^\s*:/.test(text.slice(to))) : values(path);
  return options.length === 0 ? null : { from, to, options, filter: true, validFor: /^"?[\w.-]*"?$/ };
}

function names(path: Path, there: ReadonlySet<string>, hasValue: boolean): Completion[] {
  return [...optionsAt(path)]
    .filter(([name]) => !there.has(name))
    .map(([name, schema]) => {
      const value = schema.default === undefined ? "" : toJson(schema.default);
      return {
        label: `"${name}"`,
        displayLabel: name,
        detail: detail(schema),
        info: () => el("p", {}, schema.description ?? ""),
        apply: (view: EditorView, _: Completion, from: number, to: number) => {
          const begun = hasValue ? `"${name}"` : `"${name}": `;
          const insert = hasValue ? begun : begun + value;
          // The default is there to be written over.
          const anchor = from + begun.length;
          view.dispatch({
            changes: { from, to, insert },
            selection: { anchor, head: from + insert.length },
            userEvent: "input.complete",
          });
        },
      };
    });
}

function values(path: Path): Completion[] {
  const schemas = schemasAt(path);
  const description = schemas.find((schema) => schema.description !== undefined)?.description ?? "";
  const usual = JSON.stringify(schemas.find((schema) => schema.default !== undefined)?.default);
  return valuesAt(path).map((value) => ({
    label: toJson(value),
    detail: JSON.stringify(value) === usual ? "default" : "",
    info: () => el("p", {}, description),
  }));
}

function detail(schema: Schema): string {
  return schema.default === undefined ? "" : JSON.stringify(schema.default);
}

/** The end of the word that goes on behind the cursor. */
function wordEnd(text: string, position: number): number {
  return position + (/^[\w.-]*"?/.exec(text.slice(position))?.[0].length ?? 0);
}

/** The options that the object around has already, but for the one that is being written. */
function taken(state: CompletionContext["state"], position: number, from: number): Set<string> {
  let node = syntaxTree(state).resolveInner(position, -1);
  while (node.name !== "Object" && node.parent !== null) node = node.parent;
  const found = node
    .getChildren("Property")
    .map((property) => property.getChild("PropertyName"))
    .filter((name) => name !== null && name.from !== from)
    .map((name) => unquoted(state.sliceDoc(name?.from, name?.to)));
  return new Set(found);
}

/** What stands under the pointer: an option is described, and so is the option that a value belongs to. */
function describe(view: EditorView, position: number) {
  const node = syntaxTree(view.state).resolveInner(position, 0);
  if (!["PropertyName", "String", "Number", "True", "False"].includes(node.name)) return null;
  const { path } = placeAt(view.state.doc.toString(), node.to);
  const own = node.name === "PropertyName" ? [...path, unquoted(view.state.sliceDoc(node.from, node.to))] : path;
  const schema = schemasAt(own).find(({ description }) => description !== undefined);
  if (schema?.description === undefined) return null;
  const usual = schema.default === undefined ? [] : [el("p", { class: "usual" }, `Default: ${JSON.stringify(schema.default)}`)];
  const text = schema.description;
  return {
    pos: node.from,
    end: node.to,
    create: () => ({ dom: el("div", { class: "described" }, el("p", {}, text), ...usual) }),
  };
}
