// The links of README and docs lead somewhere: in the repository, in node_modules, and (by the repository) from a package's page.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fileOfPackage } from "./support/installed.js";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = fileOfPackage(".");
const IS_PAGE = /\.md$/;

/** The pages below a folder, by their path in it. */
function pagesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => IS_PAGE.test(name));
}

const inRepository = [
  ...readdirSync(REPOSITORY).filter((name) => IS_PAGE.test(name)),
  ...["docs", "server", "www", "benches"].flatMap((folder) => pagesIn(REPOSITORY, folder)),
].filter((name) => !name.includes("node_modules"));
const inPackage = pagesIn(PACKAGE, ".");

/** The text as it is read: what stands between fences or backticks is code. */
const prose = (text) => text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ""));

const linksOf = (text) => [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, link]) => link);

/** The places of a page that a link can name: its headings, as GitHub and npm name them, and its anchors. */
function anchorsOf(text) {
  const anchors = new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id));
  const counts = new Map();
  for (const [, heading] of text.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.+)$/gm)) {
    const words = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .trim()
      .toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}

/** What of a page's links leads nowhere, in the folder that is taken for the whole world. */
function astray(root, page) {
  const text = readFileSync(join(root, page), "utf8");
  const wrong = [];
  for (const link of linksOf(text)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path, anchor] = link.split("#");
    const target = path === "" ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
    const isInside = !relative(root, target).startsWith("..") && !path.startsWith("/");
    const leads = isInside && existsSync(target);
    const isThere = leads && (!anchor || (statSync(target).isFile() && anchorsOf(readFileSync(target, "utf8")).has(anchor)));
    if (!isThere) wrong.push(`${page}: ${link}`);
  }
  return wrong;
}

test("in the repository", () => {
  assert.ok(inRepository.includes("README.md") && inRepository.includes("docs/options.md"), inRepository.join(" "));
  assert.deepEqual(
    inRepository.flatMap((page) => astray(REPOSITORY, page)),
    [],
  );
});

test("in node_modules", () => {
  assert.ok(inPackage.includes("README.md") && inPackage.includes("docs/options.md"), inPackage.join(" "));
  assert.deepEqual(
    inPackage.flatMap((page) => astray(PACKAGE, page)),
    [],
  );
});

test("every page of the package is reached from README", () => {
  const seen = new Set(["README.md"]);
  for (const page of seen) {
    const text = readFileSync(join(PACKAGE, page), "utf8");
    for (const link of linksOf(text).filter((link) => !/^[a-z]+:|^#/.test(link))) {
      const target = join(dirname(page), link.split("#")[0]);
      if (IS_PAGE.test(target)) seen.add(target);
    }
  }
  assert.deepEqual(
    inPackage.filter((page) => !seen.has(page)),
    [],
  );
});

test("a link that leads nowhere is found", () => {
  const anchors = anchorsOf('# A `b`: c, d\n## A\n## A\n```\n# code\n```\n<a id="x"></a>');
  assert.deepEqual([...anchors].sort(), ["a", "a-1", "a-b-c-d", "x"]);
  assert.deepEqual(linksOf("[a](b.md#c) `[no](link)` [d](e)\n```\n[f](g)\n```\n"), ["b.md#c", "e"]);
});

test("package.json speaks of one address, or of none", () => {
  const manifest = JSON.parse(readFileSync(fileOfPackage("package.json"), "utf8"));
  const { repository, homepage, bugs } = manifest;
  if (repository === undefined) return assert.deepEqual([homepage, bugs], [undefined, undefined]);
  const address = /^git\+(https:.+)\.git$/.exec(repository.url)[1];
  assert.deepEqual([homepage, bugs.url], [`${address}#readme`, `${address}/issues`]);
});
