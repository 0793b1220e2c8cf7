// Text between JavaScript and the core, in place of what wasm-bindgen writes, for two reasons: the glue may touch nothing of
// the platform when it is imported, and there are sandboxes with a fetch but without TextDecoder, Jest's jsdom for one.

let decoder;
let decoded = 0;

// Safari's decoder fails once it has decoded 2 GiB, so a new one is made before that, as wasm-bindgen's own glue does.
const ENOUGH = 2 ** 31 - 2 ** 20;

/** @param {Uint8Array} bytes UTF-8, and valid: Rust vouches for it */
export function decodeText(bytes) {
  decoded += bytes.length;
  if (decoded > ENOUGH) decoder = undefined;
  if (!decoder) {
    decoder = typeof TextDecoder === "function" ? new TextDecoder("utf-8", { ignoreBOM: true }) : { decode };
    decoded = bytes.length;
  }
  return decoder.decode(bytes);
}

// One call for each byte: what is spread over the arguments of one call must not be long.
const decode = (bytes) => decodeURIComponent(escape(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));

// The glue itself writes what is ASCII, and so leaves little to be done here.
export const cachedTextEncoder = {
  encodeInto(text, view) {
    // As TextEncoder does it: half of a surrogate pair has no encoding.
    const bytes = unescape(encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")));
    for (let i = 0; i < bytes.length; i++) view[i] = bytes.charCodeAt(i);
    return { written: bytes.length };
  },
};
