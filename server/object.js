// A body that is known byte by byte, from a few numbers: what a client got can be compared with what it should have got.

/** Bytes are made by so many at a time. */
const WORD = 4;

/**
 * The bytes of an object, or of a part of it.
 *
 * @param {object} object
 * @param {number} object.seed
 * @param {number} object.length
 * @param {number} [object.version] another version has other bytes
 * @param {number} [object.from] it has them from here on; those before are of version 0
 * @param {number} [object.every] it has them only at every so-and-so-many-th byte; those between are of version 0
 * @param {number} [start] the first of the bytes
 * @param {number} [end] the one after the last
 */
export function objectBytes({ seed, length, version = 0, from = 0, every }, start = 0, end = length) {
  if (every !== undefined) return edited({ seed, length, version, from, every }, start, end);
  const first = Math.floor(start / WORD);
  const words = new Uint8Array(Math.max(0, Math.ceil(end / WORD) - first) * WORD);
  const view = new DataView(words.buffer);
  for (let at = 0; at < words.length; at += WORD) view.setUint32(at, mixed(seed, version, first + at / WORD), true);
  const before = Math.min(end, from);
  const bytes = words.subarray(start - first * WORD, end - first * WORD);
  if (version !== 0 && before > start) bytes.set(objectBytes({ seed, length }, start, before));
  return bytes;
}

function edited({ seed, length, version, from, every }, start, end) {
  const bytes = objectBytes({ seed, length }, start, end);
  if (version === 0) return bytes;
  const first = from + Math.max(0, Math.ceil((start - from) / every)) * every;
  for (let at = first; at < end; at += every) bytes[at - start] ^= 1 + (version % 255);
  return bytes;
}

// Any function that makes neighbours unlike would do. This one is the end of MurmurHash3 (Appleby), twice.
function mixed(seed, version, place) {
  return finished(finished(seed ^ Math.imul(version, 0x9e3779b1)) ^ place);
}

function finished(number) {
  let mixing = (number ^ (number >>> 16)) + 0x7f4a7c15;
  mixing = Math.imul(mixing ^ (mixing >>> 16), 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return (mixing ^ (mixing >>> 16)) >>> 0;
}
