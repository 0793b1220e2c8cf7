// The misbehaving server without a server: where the pages are plain files, this answers in its place.
import { host } from "./host.js";

let answer = host(registration.scope);

// The first page that brings it is to play with it at once, without a reload.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const response = answer(event.request);
  if (response !== undefined) event.respondWith(response);
});

// "stay": the pages send it while they are open, since a worker that is idle is ended, and its journal with it.
// "claim": a page was loaded past it. "stand aside": a real server has been found at this address.
addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(clients.claim());
  if (event.data === "stand aside") answer = () => undefined;
});
