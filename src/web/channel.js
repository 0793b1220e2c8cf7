// Node's diagnostics_channel, which Deno and Bun have too: whoever runs a program can watch it without a change to it.

const NAME = "holdfast-fetch";

// Where there is no such module, nobody ever subscribes.
const SILENT = { hasSubscribers: false };

let found;

/** The channel of all calls of this process. While nobody watches, reading `hasSubscribers` is all that it costs. */
export function channel() {
  found ??= find() ?? SILENT;
  return found;
}

// Not by import: bundlers for browsers would stumble over it, and browsers over what they let through. Node has this way
// since 20.16 and 22.3.
function find() {
  try {
    return globalThis.process?.getBuiltinModule?.("node:diagnostics_channel")?.channel(NAME);
  } catch {
    return undefined; // an imitation of `process`
  }
}

/** Does anybody watch? */
export function isWatched() {
  return channel().hasSubscribers;
}

/** A listener that publishes. */
export function publish(event) {
  channel().publish(event);
}
