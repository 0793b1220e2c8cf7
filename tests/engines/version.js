// Prints name and version of the engine that ENGINE names, as the running browser tells them, with a tab between.

import { launch } from "./launch.js";

const browser = await launch();
process.stdout.write(`${browser.name}\t${browser.version}\n`);
await browser.close();
