// An answer as it was on the wire.
import { get, rawRequest } from "./client.js";

/** Asks for a path on a socket of its own, and gives what came: head and bytes as sent, and how the connection ended. */
export async function rawAnswer(url, path, headers = {}, options = {}) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const raw = await rawRequest(url, get(path, { ...options, headers: lines.join("") }));
  raw.ended = raw.ended.then((ended) => ({ ended, ...parsed(raw.text) }));
  return raw;
}

/** Status, headers, bytes; of a chunked body those of its chunks, and whether the last one came. */
export function parsed(text) {
  const at = text.indexOf("\r\n\r\n");
  const [first, ...lines] = text.slice(0, at).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  const body = text.slice(at + 4);
  const status = Number(first.split(" ")[1]);
  if (headers["transfer-encoding"] !== "chunked") return { status, headers, bytes: bytesOf(body) };
  return { status, headers, ...chunks(body) };
}

function chunks(body) {
  let bytes = "";
  let rest = body;
  for (;;) {
    const [, size] = /^([0-9a-f]+)\r\n/i.exec(rest) ?? [];
    if (size === undefined || size === "0") return { bytes: bytesOf(bytes), isComplete: rest === "0\r\n\r\n" };
    const from = size.length + 2;
    const to = from + Number.parseInt(size, 16);
    bytes += rest.slice(from, to);
    rest = rest.slice(to + 2);
  }
}

function bytesOf(text) {
  return new Uint8Array(Buffer.from(text, "latin1"));
}
