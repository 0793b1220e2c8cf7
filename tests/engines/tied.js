// Programs that end with this process, even when it is killed and can clean up nothing.

import { fileURLToPath } from "node:url";

/** What to start in place of the program. */
export const TIED = fileURLToPath(new URL("tied.sh", import.meta.url));

/** The environment that names the program. */
export const tied = (program) => ({ ...process.env, TIED_PROGRAM: program });
