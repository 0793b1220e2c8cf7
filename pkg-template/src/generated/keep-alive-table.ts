// Made by `cargo xtask generate` from src/core/policy/table.rs and presets.rs.
import type { Changes, Row } from "./options-table.js";

/** The options of a keep-alive. */
// biome-ignore format: a table
export const KEEP_ALIVE_GROUPS: readonly (readonly Row[])[] = [
  [
    ["interval", 32, 6, 0, 0, 0, 0, "a duration from 1 s to 100 years: milliseconds, or a string such as \"30s\", \"5m\"; or one of chatAgentApi.refresh, messagingAgentSdk.getClock, messagingWindowApi.getClock or serverChatApi.retrieveChatInformation", 1000],
    ["jitter", 32, 0, 1, 0, 0, 0, "", 0, 0.5],
    ["policy", 0, 0, 0, 0, 0, 0, "a preset's name, an object of options, or a RetryPolicy"],
    ["init", 0, 0, 0, 0, 0, 0, "an object: what fetch takes as its second argument"],
    ["hidden", 32, 12, 2, 0, 0, 0, "", 0, 0, "continue|pause"],
    ["immediately", 3, 0, 3, 0, 0, 0, "true or false"],
    ["onEvent", 4, 0, 0, 6, 0, 0, "a function"],
    ["signal", 0, 0, 0, 0, 0, 0, "an AbortSignal"],
  ],
];

/** What is refused where the first is not written. */
export const KEEP_ALIVE_REQUIRES = "an object with interval";

/** What is not written. */
// biome-ignore format: a table
export const KEEP_ALIVE_START: Changes = [[1, 0.1]];
