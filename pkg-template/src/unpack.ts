// WebAssembly travels inside the JavaScript as text, by the code that xtask/src/packing.rs writes and explains: a byte is one
// character, or two for those that are rare. The characters are those from the space on, without the quotation mark and the
// backslash.

/** Bytes as text. */
export interface Packed {
  /** How many bytes. */
  length: number;
  /** The bytes that are one character, in the order of these. */
  singles: readonly number[];
  text: string;
}

// "}" or "~" goes before the second character of a rare byte.
const FIRST_PREFIX = 125;

export function unpack({ length, singles, text }: Packed): Uint8Array<ArrayBuffer> {
  const byteOf = byCharacter(singles);
  const bytes = new Uint8Array(length);
  let at = 0;
  let row = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < FIRST_PREFIX) {
      bytes[at++] = byteOf[row + code] as number;
      row = 0;
    } else row = (code - FIRST_PREFIX + 1) * FIRST_PREFIX;
  }
  return bytes;
}

// Three rows: characters by themselves, after the one prefix, after the other one.
function byCharacter(singles: readonly number[]): Uint8Array {
  const bytes = new Set(singles);
  for (let byte = 0; byte < 256; byte++) bytes.add(byte);
  const table = new Uint8Array(3 * FIRST_PREFIX);
  let at = 0;
  for (const byte of bytes) {
    while (at % FIRST_PREFIX < 32 || at % FIRST_PREFIX === 34 || at % FIRST_PREFIX === 92) at++;
    table[at++] = byte;
  }
  return table;
}
