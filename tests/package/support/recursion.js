// A caller's code that recurses until the stack ends. To be run in a process of its own, where nobody minds a rejection of which
// the handler found no room on the stack either.
process.on("unhandledRejection", () => {});

// From stacks of so many more frames, so that each time they end at another place.
const BEGINNINGS = 3;

/** Recurses without end, with this at every level. */
export function toTheEnd(step) {
  const deep = () => {
    step();
    deep();
  };
  const after = (frames) => (frames === 0 ? deep() : after(frames - 1));
  for (let frames = 0; frames < BEGINNINGS; frames++) caught(() => after(frames));
}

/** Does this once at each of the last levels only: there it may be left half done at any of its own lines. */
export function atTheEnd(step) {
  let deepest = 0;
  const measure = (depth) => {
    deepest = depth;
    measure(depth + 1);
  };
  caught(() => measure(0));
  const at = (depth) => (depth === 0 ? step() : at(depth - 1));
  for (let depth = Math.floor(deepest * 0.95); depth < deepest; depth += 11) {
    try {
      at(depth);
    } catch {
      // The stack ended.
    }
  }
}

function caught(act) {
  try {
    act();
  } catch (error) {
    if (error instanceof RangeError) return;
  }
  throw new Error("the stack did not end");
}
