// Where in a JSON text one stands, judged by what comes before: while it is being written, the rest may not make sense yet.

import type { Path } from "./schema.js";

export interface Place {
  /** Of the object or list that one stands in, or of the value that is wanted. */
  path: Path;
  /** The name of an option, or a value. */
  wants: "name" | "value";
  /** Where the word begins that is being written. */
  from: number;
}

interface Level {
  kind: "object" | "list";
  /** The name under which the next value of an object goes; absent while the name itself is wanted. */
  name?: string;
  index: number;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"?|[{}[\]:,]|[^\s{}[\]:,"]+/g;

export function placeAt(text: string, position: number): Place {
  const levels: Level[] = [];
  let from = position;
  for (const { 0: token, index } of text.slice(0, position).matchAll(TOKEN)) {
    const level = levels.at(-1);
    from = position;
    if (token === "{" || token === "[") levels.push({ kind: token === "{" ? "object" : "list", index: 0 });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === ",") {
      delete level?.name;
      if (level !== undefined) level.index += 1;
    } else if (token !== ":") {
      // The word that one stands in, or at the end of, is not read yet.
      if (index + token.length === position) from = index;
      else if (level?.kind === "object" && level.name === undefined) level.name = unquoted(token);
    }
  }
  const level = levels.at(-1);
  const path = levels.flatMap<string | number>(({ kind, name, index }) =>
    kind === "list" ? [index] : name === undefined ? [] : [name],
  );
  return { path, wants: level?.kind === "object" && level.name === undefined ? "name" : "value", from };
}

export function unquoted(token: string): string {
  return token.replace(/^"|"$/g, "");
}
