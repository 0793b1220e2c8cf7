// Tells the core what promises came to, by the slot in which it waits for each.

let settle;

/** The core hands over what is to be told. */
export function hear(core) {
  settle = core;
}

export function whenSettled(promise, slot) {
  promise.then(
    (value) => settle(slot, true, value),
    (error) => settle(slot, false, error),
  );
}
