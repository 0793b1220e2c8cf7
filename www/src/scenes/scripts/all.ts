// The scenes, in the order in which they are told.

import type { Scene } from "../scene.js";
import { breaker, budget, key } from "./limits.js";
import { again, deadline, fails } from "./one-client.js";
import { toy } from "./toy.js";
import { hint, longer, random, wait } from "./waits.js";

export const SCENES: readonly Scene[] = [fails, again, wait, longer, random, hint, budget, breaker, key, deadline, toy];
