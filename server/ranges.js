// How a representation is answered, whole or in part, by a server that knows RFC 9110 or one that does not.
import { allowsRange } from "./validators.js";

/** Ways to answer a range. One more, `short:N`, sends at most N bytes of what was asked for. */
export const RANGES = [
  "honour",
  "ignore",
  "no-if-range",
  "wrong-start",
  "wrong-size",
  "star",
  "shifted",
  "excess",
  "multipart",
  "no-content-range",
];

/** So many bytes more than it says are in a part that has an excess. */
const EXCESS = 64;
const BOUNDARY = "next";

/**
 * Status, headers and bytes.
 *
 * @param {string} manner
 * @param {Uint8Array} whole
 * @param {{ etag?: string, modified?: string, type: string }} about
 * @param {{ method: string, headers: Record<string, string> }} request
 */
export function answerInPart(manner, whole, about, { method, headers }) {
  const size = whole.length;
  const all = { status: 200, headers: { "content-type": about.type, "accept-ranges": "bytes" }, body: whole };
  const asked = method === "GET" && manner !== "ignore" ? readRange(headers.range, size) : undefined;
  if (asked === undefined || !(manner === "no-if-range" || allowsRange(headers["if-range"], about))) return all;
  if (asked === "none") return { status: 416, headers: { "content-range": `bytes */${size}` }, body: new Uint8Array(0) };
  return { ...all, status: 206, ...part(manner, whole, asked, about.type) };
}

/** The first byte and the last; "none" where there are none; undefined for what is no single range. */
function readRange(text, size) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(text ?? "") ?? [];
  if (first === undefined || first + last === "") return undefined;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && first !== "" && Number(last) < Number(first)) return undefined;
  return from >= size || to < from ? "none" : [from, to];
}

function part(manner, whole, [from, asked], type) {
  const size = whole.length;
  const most = /^short:(\d+)$/.exec(manner)?.[1] ?? Number.POSITIVE_INFINITY;
  const to = Math.min(asked, from + Number(most) - 1);
  const said = (first, last, total = size) => ({
    "content-type": type,
    "accept-ranges": "bytes",
    "content-range": `bytes ${first}-${last}/${total}`,
  });
  const bytes = (first, last) => whole.subarray(first, last + 1);
  const usual = { headers: said(from, to), body: bytes(from, to) };
  const { "content-range": range, ...silent } = usual.headers;
  return (
    {
      // Says so, but it is not what was asked for.
      "wrong-start": () => ({ headers: said(Math.min(from + 1, to), to), body: bytes(Math.min(from + 1, to), to) }),
      "wrong-size": () => ({ ...usual, headers: said(from, to, size + 1) }),
      star: () => ({ ...usual, headers: said(from, to, "*") }),
      // Says what was asked for, but it is something else.
      shifted: () => ({ ...usual, body: joined(bytes(from + 1, to), whole.subarray(0, 1)) }),
      excess: () => ({ ...usual, body: joined(usual.body, new Uint8Array(EXCESS)) }),
      multipart: () => ({
        headers: { ...silent, "content-type": `multipart/byteranges; boundary=${BOUNDARY}` },
        body: joined(
          text(`--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-Range: ${range}\r\n\r\n`),
          usual.body,
          text(`\r\n--${BOUNDARY}--\r\n`),
        ),
      }),
      "no-content-range": () => ({ ...usual, headers: silent }),
    }[manner]?.() ?? usual
  );
}

function text(written) {
  return new TextEncoder().encode(written);
}

function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const one of parts) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}
