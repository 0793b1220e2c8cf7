// Two experiments that take minutes, in seconds.

import "../shared/frame.js";
import "../call/timeline.css";
import "./sessions.css";

import { sayWhichServer, server } from "../shared/server.js";
import { createSession } from "./session.js";
import { createTiers } from "./tiers.js";

const ready = async (): Promise<boolean> => (await server) !== "none";

createSession(ready);
createTiers(ready);
void sayWhichServer();
