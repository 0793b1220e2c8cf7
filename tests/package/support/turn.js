// A turn of the event loop, in Node and in pages, by nothing that a test puts a clock of its own in place of.

/** Everything that could go on without a timer has gone on for a while. */
export function turnOfTheLoop() {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") return setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
