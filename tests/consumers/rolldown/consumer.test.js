// Rolldown's minified build of an application that has the package by `import` and by `require`.
import { join } from "node:path";
import { holdsOneCore } from "../support/bundle.js";
import { consumer } from "../support/consumer.js";
import { browsers, namesOf, served, survivedIn } from "../support/page.js";
import { program } from "../support/program.js";

const { dir, ran, stage, versionOf, bin } = await consumer(import.meta.dirname, "Bundlers");
const engines = await browsers("chromium");

ran("Rolldown", versionOf("rolldown"), `production build, run in ${namesOf(engines)}`, async () => {
  await program(process.execPath, [bin("rolldown"), "--config"], { dir });
  holdsOneCore(join(dir, "public/build"), dir);
  await survivedIn(engines, `${await served(join(dir, "public"))}/index.html`, stage);
});
