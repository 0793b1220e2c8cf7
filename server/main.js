// The server as a program: node server/main.js [--port N] [--root DIR]...
import { parseArgs } from "node:util";
import { start } from "./app.js";

const USAGE = `node server/main.js [options]
  --port N      port on 127.0.0.1; 0, the default, takes a free one
  --h2-port N   play on this port too, over HTTP/2 with TLS, by a certificate made at the start; 0 takes a free one
  --root DIR    serve this directory; /prefix=DIR serves it under a prefix; may be repeated
  --keep-alive  let clients reuse connections
  --help        print this`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      "h2-port": { type: "string" },
      host: { type: "string" },
      root: { type: "string", multiple: true },
      "keep-alive": { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const { root, host, help } = values;
  const [port, h2Port] = ["port", "h2-port"].map((name) => portOf(name, values[name]));
  return { port, h2Port, root, keepAlive: values["keep-alive"], host, help };
}

function portOf(name, text) {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new Error(`--${name} must be a number from 0 to 65535, but is ${text}.`);
}

try {
  const { help, ...options } = readOptions();
  if (help) {
    console.log(USAGE);
  } else {
    const server = await start(options);
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => server.close());
    console.log(`listening on ${server.url}`);
    if (server.h2) console.log(`and over HTTP/2 on ${server.h2.url}`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
