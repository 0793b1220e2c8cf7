// A service worker between pages and the network. What the query names goes wrong at a URL's first request.

const FAULTS = {
  "error-response": () => Response.error(),
  "lost-on-the-way": () => fetch("http://nobody.invalid/"),
  "no-response": () => undefined,
  "broken-body": () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.error(new Error("broken on purpose"));
        },
      }),
    ),
};
const asked = new Set();

globalThis.addEventListener("install", () => globalThis.skipWaiting());
globalThis.addEventListener("activate", (event) => event.waitUntil(globalThis.clients.claim()));
globalThis.addEventListener("fetch", (event) => {
  const { href, searchParams } = new URL(event.request.url);
  const fault = FAULTS[searchParams.get("fault")];
  if (fault === undefined) return;
  const goesWrong = !asked.has(href);
  asked.add(href);
  event.respondWith((async () => (goesWrong ? fault() : new Response("fine")))());
});
