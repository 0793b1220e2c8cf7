// README and docs as pages: what is written in the package's Markdown, in the frame of the site. The built docs/index.html is the
// form that all of them are printed in.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import markdown from "markdown-it";

const HERE = "<!-- paper -->";

/**
 * @param {object} places
 * @param {string} places.from the folder of the built package
 * @param {string} places.dist the folder of the built pages
 * @param {string} places.repository where its files can be seen; "" for nowhere
 */
export function writePapers({ from, dist, repository }) {
  const form = readFileSync(join(dist, "docs/index.html"), "utf8");
  const papers = papersIn(from);
  const addresses = new Map(papers.map(({ path, folder }) => [path, folder]));
  const print = (folder, html, title) => {
    const file = join(dist, folder, "index.html");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, filled(form, folder, html, title));
  };
  for (const { path, folder, text, title } of papers) {
    print(folder, rendererOf({ path, folder, addresses, repository }).render(text), title);
  }
  const items = papers.map(({ folder, title }) => `<li><a href="${folder.slice("docs/".length)}">${escaped(title)}</a></li>`);
  print("docs/", `<h1>Docs</h1><ul>${items.join("")}</ul>`);
}

/** Every page of Markdown in the package, README first, those of the API reference last. */
function papersIn(from) {
  const all = readdirSync(from, { recursive: true }).filter((path) => path.endsWith(".md"));
  const rank = (path) => (path === "README.md" ? 0 : path.startsWith("docs/api") ? 3 : path.startsWith("docs/recipes") ? 2 : 1);
  return all
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((path) => {
      const text = readFileSync(join(from, path), "utf8");
      const heading = /^# (.+)$/m.exec(text)?.[1] ?? path;
      return { path, text, folder: folderOf(path), title: path === "README.md" ? "README" : plain(heading) };
    });
}

// docs/recipes/README.md is docs/recipes/, and README.md is docs/readme/.
function folderOf(path) {
  const inner = path.replace(/^docs\//, "").replace(/\.md$/, "/");
  return `docs/${inner.replace(/(?<=\/)README\/$/, "").toLowerCase()}`;
}

function filled(form, folder, html, title) {
  const root = "../".repeat(folder.split("/").length - 1);
  const placed = form.replaceAll(/(href|src|content)="\.\.\//g, `$1="${root}`).replace(HERE, () => html);
  if (title === undefined) return placed;
  return placed.replaceAll("Docs · holdfast-fetch", () => `${escaped(title)} · holdfast-fetch`);
}

function rendererOf({ path, folder, addresses, repository }) {
  const renderer = markdown({ html: true, typographer: false });
  const { rules } = renderer.renderer;
  const plainly = (tokens, index, options, _, self) => self.renderToken(tokens, index, options);
  const counts = new Map();
  rules.heading_open = (tokens, index, options, env, self) => {
    const slug = slugOf(tokens[index + 1].content);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    tokens[index].attrSet("id", count === 0 ? slug : `${slug}-${count}`);
    return plainly(tokens, index, options, env, self);
  };
  rules.link_open = (tokens, index, options, env, self) => {
    const href = leadTo(tokens[index].attrGet("href"), { path, folder, addresses, repository });
    // What is nowhere to be seen is not a link.
    if (href === undefined) tokens[index].attrs = [];
    else tokens[index].attrSet("href", href);
    return plainly(tokens, index, options, env, self);
  };
  // What is wider than a phone is scrolled by itself, by keyboard too.
  rules.table_open = () => '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>';
  rules.table_close = () => "</table></div>";
  // Over the first column, there is often no word: that heads nothing.
  rules.th_open = (tokens, index, options, env, self) => {
    if (tokens[index + 1].content === "") tokens[index].tag = tokens[index + 2].tag = "td";
    return plainly(tokens, index, options, env, self);
  };
  rules.fence = (tokens, index) => `<pre tabindex="0"><code>${escaped(tokens[index].content)}</code></pre>`;
  return renderer;
}

function leadTo(href, { path, folder, addresses, repository }) {
  if (/^[a-z]+:|^#/.test(href)) return href;
  const [file, anchor] = href.split("#");
  const target = posix.normalize(posix.join(posix.dirname(path), decodeURIComponent(file)));
  const at = addresses.get(target) ?? addresses.get(posix.join(target, "README.md"));
  if (at === undefined) return repository === "" ? undefined : `${repository}/blob/main/${target}`;
  return `${posix.relative(folder, at) || "."}/${anchor === undefined ? "" : `#${anchor}`}`;
}

/** As GitHub and npm name a heading. */
function slugOf(heading) {
  return plain(heading)
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

const plain = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*\\]/g, "");

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
