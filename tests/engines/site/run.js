// Runs a case in this page or in one of its workers: `run(where, name, ...args)`.

import * as all from "/cases.js";

const cases = { ...all };

const posts = {
  dedicated: async () => {
    const worker = new Worker("/worker.js", { type: "module" });
    return (message, transfer) => worker.postMessage(message, transfer);
  },
  shared: async () => {
    const { port } = new SharedWorker("/worker.js", { type: "module" });
    return (message, transfer) => port.postMessage(message, transfer);
  },
  service: async () => {
    await navigator.serviceWorker.register("/worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    return (message, transfer) => active.postMessage(message, transfer);
  },
};
const started = new Map();

window.run = async (where, name, ...args) => {
  if (where === "page") return cases[name](...args);
  if (!started.has(where)) started.set(where, posts[where]());
  const post = await started.get(where);
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  post([name, args, port2], [port2]);
  const { value, error } = await answer;
  if (error !== undefined) throw new Error(error);
  return value;
};

/** Puts between.js between this page, with the workers that it starts from now on, and the network. */
window.putBetween = async () => {
  const { serviceWorker } = navigator;
  const controlled = new Promise((resolve) => {
    serviceWorker.oncontrollerchange = resolve;
  });
  await serviceWorker.register("/between.js");
  if (serviceWorker.controller === null) await controlled;
};
