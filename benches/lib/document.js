// docs/benchmarks.md: the text around the markers is written by hand, what is between them by a run.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

const DOCUMENT = new URL("../../docs/benchmarks.md", import.meta.url);

/** Replaces what is between the markers of each section: an object from section to text. */
export function write(sections) {
  let document = readFileSync(DOCUMENT, "utf8");
  for (const [name, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const from = document.indexOf(begin);
    const to = document.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no section between ${begin} and ${end}`);
    document = `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
  }
  writeFileSync(DOCUMENT, document);
}

/** Where and when the numbers were taken. */
export function circumstances() {
  const date = new Date().toISOString().slice(0, 10);
  const [cpu] = cpus();
  return `${date}, Node.js ${process.versions.node} on ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}.`;
}
