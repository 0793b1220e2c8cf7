/** Lets the event loop go round once. */
export function aTurn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** One after the other, with a turn of the event loop now and then. */
export async function inARow(count, call) {
  for (let index = 1; index <= count; index++) {
    await call();
    if (index % 256 === 0) await aTurn();
  }
}
