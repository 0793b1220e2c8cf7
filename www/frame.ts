// The frame of every page: what its head must say, the way from one page to the other, and to all that is written about the
// package. Put into the HTML at build time, so that it is there before any script.

import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/**
 * Where these pages are, such as `https://example.com/retries/`, once they are somewhere: programs that show a preview of a link
 * want whole addresses. While it is empty, they are relative.
 */
const SITE = "";

/** What the crate names as its repository, if it does. */
export const REPOSITORY =
  /^repository = "(.+)"$/m.exec(readFileSync(new URL("../Cargo.toml", import.meta.url), "utf8"))?.[1] ?? "";

/** Folders below www, in the order of the navigation. */
export const PAGES = [
  { folder: "", name: "Why" },
  { folder: "try/", name: "Try it" },
  { folder: "break/", name: "Break it" },
  { folder: "fleet/", name: "The fleet" },
  { folder: "sessions/", name: "Sessions" },
  { folder: "guides/", name: "Guides" },
] as const;

// The page's own server only. The core is WebAssembly; the editor adds style elements and draws its underlines as data: images.
const SECURITY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='3' fill='#2b4fb8'/><path d='M3 4h3M3 8h5M3 12h10' stroke='#fff' stroke-width='2'/></svg>";

export function frame(): Plugin {
  return {
    name: "frame",
    transformIndexHtml: {
      order: "pre",
      handler(html, { path }) {
        const folder = path.replace(/^\//, "").replace(/index\.html$/, "");
        return {
          html: html.replace("<!-- masthead -->", masthead(folder)).replace("</body>", `${further(folder)}</body>`),
          tags: [
            meta({ charset: "utf-8" }),
            meta({ name: "viewport", content: "width=device-width, initial-scale=1" }),
            meta({ name: "color-scheme", content: "light dark" }),
            meta({ "http-equiv": "Content-Security-Policy", content: SECURITY }),
            ...preview(html, folder),
            {
              tag: "link",
              attrs: { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` },
              injectTo: "head-prepend",
            },
          ],
        };
      },
    },
  };
}

function meta(attrs: Record<string, string>) {
  return { tag: "meta", attrs, injectTo: "head-prepend" as const };
}

// What is shown of a link to this page, elsewhere: its own title and description, and one picture for all.
function preview(html: string, folder: string) {
  const title = /<title>(.*?)<\/title>/s.exec(html)?.[1];
  const description = /name="description"\s+content="([^"]*)"/.exec(html)?.[1];
  if (title === undefined || description === undefined) throw new Error(`/${folder} has no title or no description`);
  const properties = {
    type: "website",
    site_name: "holdfast-fetch",
    title,
    description,
    image: SITE === "" ? `${rootOf(folder)}preview.png` : `${SITE}preview.png`,
    "image:width": "1200",
    "image:height": "630",
    "image:alt": "Clients on the left, a server on the right, and between them requests as dots: a wave has become a stream.",
    ...(SITE !== "" && { url: SITE + folder }),
  };
  const tags = Object.entries(properties).map(([name, content]) => meta({ property: `og:${name}`, content }));
  return [...tags, meta({ name: "twitter:card", content: "summary_large_image" })];
}

// Relative addresses: the pages work from any folder of any server.
function rootOf(folder: string): string {
  return "../".repeat(folder.split("/").length - 1) || "./";
}

function further(here: string): string {
  const root = rootOf(here);
  const links = [
    `<a href="${root}docs/readme/">README</a>`,
    `<a href="${root}docs/">Docs</a>`,
    ...(REPOSITORY === "" ? [] : [`<a href="${REPOSITORY}">Source</a>`]),
    "<code>npm install holdfast-fetch</code>",
  ];
  return `<nav class="foot further" aria-label="About the package"><ul>${links.map((link) => `<li>${link}</li>`).join("")}</ul></nav>`;
}

function masthead(here: string): string {
  const root = rootOf(here);
  const links = PAGES.map(({ folder, name }) => {
    const current = folder === here ? ' aria-current="page"' : "";
    return `<li><a href="${root}${folder}"${current}>${name}</a></li>`;
  });
  return `<a class="skip" href="#main">Skip to the content</a>
    <header class="masthead">
      <div class="masthead-inner">
        <a class="brand" id="home" href="${root}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3h4M2 8h7M2 13h12" stroke="currentColor" stroke-width="2.5"/></svg>holdfast</a>
        <nav aria-label="Pages"><ul class="pages">${links.join("")}</ul></nav>
        <a class="to-docs" href="${root}docs/">Docs</a>
      </div>
    </header>
    <noscript><p class="noscript">These pages are experiments that run in the browser: they need JavaScript.</p></noscript>`;
}
