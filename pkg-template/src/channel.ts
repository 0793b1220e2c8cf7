// Node's diagnostics_channel, which Deno and Bun have too: whoever runs a program can watch it without a change to it.
import type { RetryEvent } from "./events.js";

interface Channel {
  readonly hasSubscribers: boolean;
  publish?(event: RetryEvent): void;
}

let found: Channel | undefined;

// Found once. Where there is no such module, nobody ever subscribes.
function channel(): Channel {
  found ??= find() ?? { hasSubscribers: false };
  return found;
}

// Not by import: bundlers for browsers would stumble over it, and browsers over what they let through. Node has this way
// since 20.16 and 22.3.
function find(): Channel | undefined {
  try {
    const { process } = globalThis as { process?: { getBuiltinModule?(name: string): { channel(name: string): Channel } } };
    return process?.getBuiltinModule?.("node:diagnostics_channel")?.channel("holdfast-fetch");
  } catch {
    return undefined; // an imitation of `process`
  }
}

/** Does anybody watch? While nobody does, that is all that it costs. */
export function isWatched(): boolean {
  return channel().hasSubscribers;
}

/** Tells whoever watches. */
export function publish(event: RetryEvent): void {
  channel().publish?.(event);
}
