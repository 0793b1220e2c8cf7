// What MiniBrowser needs around it: a screen, and a configuration of GTK.

import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TIED, tied } from "./tied.js";

/** An X server that draws into memory, large enough for every page. */
export async function startDisplay() {
  const child = spawn(TIED, ["-displayfd", "3", "-nolisten", "tcp", "-screen", "0", "400x400x24"], {
    env: tied("Xvfb"),
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code} before it had a screen`)));
    child.stdio[3].once("data", (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, close: () => child.kill() };
}

/** Writes GTK's configuration into a folder, and gives the folder: whether things move, and a toolbar that can be narrow. */
export async function configure(folder, motion) {
  const gtk = join(folder, "gtk-3.0");
  await mkdir(gtk, { recursive: true });
  await writeFile(join(gtk, "settings.ini"), `[Settings]\ngtk-enable-animations=${motion === "reduce" ? 0 : 1}\n`);
  await writeFile(join(gtk, "gtk.css"), "* { padding: 0; margin: 0; border-width: 0; min-width: 0; min-height: 0; }");
  return folder;
}
