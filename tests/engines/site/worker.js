// Runs cases in a worker of any kind, each answered on the port that comes with it.

import * as all from "/cases.js";

const cases = { ...all };

function take(event) {
  const [name, args, port] = event.data;
  const done = (async () => cases[name](...args))().then(
    (value) => port.postMessage({ value }),
    (error) => port.postMessage({ error: String(error) }),
  );
  // A service worker lives as long as its events.
  event.waitUntil?.(done);
}

globalThis.onmessage = take;
globalThis.onconnect = ({ ports: [port] }) => {
  port.onmessage = take;
};
