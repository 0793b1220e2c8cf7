// Policies as text: JSON for the editor, a JavaScript literal for the code to copy. Short values stay on one line.

type Quote = (key: string) => string;

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

export function toJson(value: unknown, width = 56): string {
  return write(value, "", width, JSON.stringify, "");
}

export function toLiteral(value: unknown, width = 72): string {
  return write(value, "", width, (key) => (IDENTIFIER.test(key) ? key : JSON.stringify(key)), ",");
}

function write(value: unknown, indent: string, width: number, quote: Quote, trailing: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const line = inline(value, quote);
  const entries = Object.entries(value);
  // The outermost object is what one edits: an option to a line, however short.
  const isOutermost = indent === "" && !Array.isArray(value) && entries.length > 1;
  if (!isOutermost && indent.length + line.length <= width) return line;

  const deeper = `${indent}  `;
  const items = entries.map(([key, item]) => {
    const text = write(item, deeper, width - (Array.isArray(value) ? 0 : key.length + 4), quote, trailing);
    return deeper + (Array.isArray(value) ? text : `${quote(key)}: ${text}`);
  });
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.join(",\n")}${trailing}\n${indent}${close}`;
}

function inline(value: unknown, quote: Quote): string {
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, quote)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(([key, item]) => `${quote(key)}: ${inline(item, quote)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** Equality of JSON values, whatever the order of their keys. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const a = left as Record<string, unknown>;
  const b = right as Record<string, unknown>;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
