// A server of a film and a sound, of which each answer that begins anew breaks off, with the files of an application beside them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after } from "node:test";

const FILM = new URL("../media/film.webm", import.meta.url);
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".webm": "video/webm", ".wav": "audio/wav" };

/** So many bytes of it arrive before it breaks off. */
const BROKEN_AFTER = 12_000;
// A connection that is reset takes with it what the client has not read.
const SETTLED = 100;

/** `asked()`: from where on was asked for what, in order, as `{ path, from, isContinued }`: by `If-Range`, what came before is had. */
export async function startMedia(dir) {
  const media = { "/film.webm": await readFile(FILM), "/sound.wav": sound() };
  const asked = [];
  const server = createServer(async ({ url, headers }, response) => {
    const path = new URL(url, "http://media").pathname;
    const type = TYPES[extname(path)] ?? "text/plain";
    const whole = media[path];
    if (whole === undefined) {
      const content = await readFile(join(dir, path)).catch(() => undefined);
      return response.writeHead(content ? 200 : 404, { "content-type": type }).end(content);
    }
    const [, first = "0", last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "bytes=0-") ?? [];
    const from = Number(first);
    const to = last ? Math.min(Number(last), whole.length - 1) : whole.length - 1;
    const isContinued = headers["if-range"] !== undefined;
    asked.push({ path, from, isContinued });
    response.writeHead(headers.range ? 206 : 200, {
      "content-type": type,
      "content-length": to - from + 1,
      ...(headers.range && { "content-range": `bytes ${from}-${to}/${whole.length}` }),
      "accept-ranges": "bytes",
      etag: '"one"',
    });
    const part = whole.subarray(from, to + 1);
    if (isContinued || part.length <= BROKEN_AFTER) response.end(part);
    else response.write(part.subarray(0, BROKEN_AFTER), () => setTimeout(() => response.socket?.resetAndDestroy(), SETTLED));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked: () => asked };
}

// Eight megabytes, 45 seconds in 16 bit: far more than an element loads that only wants to know how long it is.
function sound() {
  const [rate, channels, seconds] = [44_100, 2, 45];
  const length = rate * channels * 2 * seconds;
  const bytes = Buffer.alloc(44 + length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + length, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * channels * 2, 28);
  bytes.writeUInt16LE(channels * 2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(length, 40);
  for (let at = 0; at < length / 2; at++) bytes.writeInt16LE(Math.round(8000 * Math.sin(at / 50)), 44 + 2 * at);
  return bytes;
}
