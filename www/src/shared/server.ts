// The misbehaving server that this page plays with: the one that serves the page, or, where the page came as a plain file, a
// service worker in its place. Which of the two is found out, and said.

import serviceWorkerUrl from "../../../server/browser/service-worker.js?worker&url";
import { byId } from "./dom.js";

export type ServerKind = "server" | "worker" | "none";

/** The folder of the first page, which the server's addresses are relative to. */
export const ROOT = new URL(byId("home", HTMLAnchorElement).href);

const SAYS: Record<ServerKind, string> = {
  server: "Requests are real: they go to the server of this page, which misbehaves as it is told to.",
  worker:
    "These pages came as plain files, so a service worker in your browser plays the misbehaving server. It cannot cut connections: such requests fail at once.",
  none: "Nothing answers here: the server of these pages is not running, and this browser offers no service worker at this address (it takes https or localhost). `cargo xtask demo` starts the server.",
};

/** An idle worker is ended after 30 seconds, in every browser that was measured. */
const STAY_EVERY = 10_000;

/** What answers, once it is ready to. */
export const server: Promise<ServerKind> = find();

/** Says on the page which of the two it is. */
export async function sayWhichServer(): Promise<void> {
  const kind = await server;
  const line = byId("which-server", HTMLElement);
  line.dataset.kind = kind;
  line.textContent = SAYS[kind];
}

async function find(): Promise<ServerKind> {
  if (await isMisbehaving()) {
    await retireWorker();
    return "server";
  }
  return (await startWorker()) ? "worker" : "none";
}

// A server of plain files knows this address too, so that asking leaves no error on anybody's console.
async function isMisbehaving(): Promise<boolean> {
  const response = await fetch(ROOT, { method: "HEAD", cache: "no-store" });
  return response.headers.get("server") === "misbehaving";
}

async function startWorker(): Promise<boolean> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return false;
  try {
    await serviceWorker.register(serviceWorkerUrl, { scope: ROOT.pathname });
  } catch {
    return false;
  }
  const { active } = await serviceWorker.ready;
  if (serviceWorker.controller === null) {
    const controlled = new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    // A hard reload goes past a worker that is active already, and that claims nobody by itself.
    active?.postMessage("claim");
    await controlled;
  }
  window.setInterval(() => active?.postMessage("stay"), STAY_EVERY);
  return true;
}

// Left from a time when plain files were served at this address: it would play in the server's place.
async function retireWorker(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(ROOT.pathname);
  if (registration?.scope !== ROOT.href) return;
  registration.active?.postMessage("stand aside");
  await registration.unregister();
}
