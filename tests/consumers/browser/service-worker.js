import { call } from "./call.js";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname, searchParams } = new URL(event.request.url);
  if (pathname === "/report") event.respondWith(call(searchParams.get("play")).then((report) => Response.json(report)));
});
