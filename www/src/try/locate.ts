// From the path by which the package names a field (`tiers[1].retries`) to the place in the JSON text.

import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export interface Range {
  from: number;
  to: number;
}

/** The range of the field's value, or of the nearest thing around it that exists. */
export function locate(state: EditorState, field: string): Range {
  const root = syntaxTree(state).topNode.firstChild;
  if (root === null) return { from: 0, to: state.doc.length };
  let node = root;
  let range = edgeOf(root);
  for (const segment of segments(field)) {
    const found = typeof segment === "number" ? item(node, segment) : property(state, node, segment);
    if (found === undefined) return range;
    range = found.range;
    node = found.value;
  }
  return range;
}

export function segments(field: string): (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([text, index]) => (index === undefined ? text : Number(index)));
}

interface Found {
  value: SyntaxNode;
  range: Range;
}

function property(state: EditorState, object: SyntaxNode, name: string): Found | undefined {
  for (const child of object.getChildren("Property")) {
    const key = child.getChild("PropertyName");
    const value = child.lastChild;
    if (key === null || value === null || unquote(state.sliceDoc(key.from, key.to)) !== name) continue;
    // A long value is better marked by its name than by an underline of ten lines.
    const oneLine = state.doc.lineAt(value.from).number === state.doc.lineAt(value.to).number;
    return { value, range: oneLine ? { from: child.from, to: child.to } : { from: key.from, to: key.to } };
  }
  return undefined;
}

function item(array: SyntaxNode, index: number): Found | undefined {
  let position = 0;
  for (let child = array.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === "[" || child.name === "]" || child.name === "," || child.type.isError) continue;
    if (position === index) return { value: child, range: { from: child.from, to: child.to } };
    position += 1;
  }
  return undefined;
}

function edgeOf(node: SyntaxNode): Range {
  const opening = node.firstChild;
  return opening === null ? { from: node.from, to: node.to } : { from: opening.from, to: opening.to };
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
