// The server as a program: node server/main.js [--port N] [--root DIR]...
import { parseArgs } from "node:util";
import { start } from "./app.js";

const USAGE = `node server/main.js [options]
  --port N      port on 127.0.0.1; 0, the default, takes a free one
  --root DIR    serve this directory; /prefix=DIR serves it under a prefix; may be repeated
  --keep-alive  let clients reuse connections
  --help        print this`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string" },
      root: { type: "string", multiple: true },
      "keep-alive": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535)
    throw new Error(`--port must be a number from 0 to 65535, but is ${values.port}.`);
  return { port, root: values.root, keepAlive: values["keep-alive"], host: values.host, help: values.help };
}

try {
  const { help, ...options } = readOptions();
  if (help) {
    console.log(USAGE);
  } else {
    const server = await start(options);
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close());
    console.log(`listening on ${server.url}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
