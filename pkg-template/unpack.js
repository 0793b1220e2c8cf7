// The core travels inside the JavaScript as text, by the code that xtask/src/packing.rs writes.
//
// Base64 would hide the byte boundaries from gzip and brotli and cost a third more on the wire. Here a byte is one
// character, or two: those below 86 are a character from "#" on ("!" stands for the backslash); for the others "{" or
// "|" goes before it and adds 86 or 172.

/**
 * @param {string} text
 * @param {number} length of the result
 */
export function unpack(text, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  let add = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 122) {
      add = (code - 122) * 86;
    } else {
      bytes[at++] = add + (code === 33 ? 92 : code) - 35;
      add = 0;
    }
  }
  return bytes;
}
