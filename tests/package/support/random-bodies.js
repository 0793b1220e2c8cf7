// Random bodies: what a server that lies, changes and cuts does with an object that is known byte by byte, and whether what was
// delivered is right. Runs in pages too.
import { objectBytes } from "../../../server/object.js";

/** Numbers in [0, 1), always the same ones: mulberry32. */
export function randomly(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RANGES = [
  "ignore",
  "no-if-range",
  "short:70000",
  "short:70000",
  "short:9000",
  "short:9000",
  "wrong-start",
  "wrong-size",
  "star",
  "shifted",
  "excess",
  "multipart",
  "no-content-range",
];

/**
 * A script of the misbehaving server, the versions of the object that it has, and whether its end can always be noticed.
 * `more`: what not every reader can be asked to bear, as its own words: `stall`; `close`, the framing; `coded` and `chunked`, the cuts
 * of such bodies that some engines do not notice.
 */
export function scripted(random, more = []) {
  const of = (list) => list[Math.floor(random() * list.length)];
  const length = Math.floor(random() < 0.3 ? 70_000 + random() * 200_000 : 200 + random() * 30_000);
  const seed = Math.floor(random() * 1e6);
  const tag = of(["strong", "strong", "strong", "weak", "none", "none", "same", "other"]);
  const modified = random() < 0.5 ? { modified: of([30, 60, 90]) } : {};
  // Half of all are of two servers that are not set up alike: the other says less of its version, or says it otherwise.
  const isOne = tag === "same" || random() < 0.5;
  const other = { tag: of(["none", "none", "none", "weak", "strong"]), ...(random() < 0.3 && { modified: of([30, 60, 90]) }) };
  // From its first answer on, which gets further than those before. What is compared before a cut may then be the same in both
  // versions, and what follows not.
  const turn = of([1, 1, 2]);
  const edited = { seed, length, version: 1, from: Math.floor((length * (turn + random())) / 9), every: 3000 };
  const versions = isOne ? [{ seed, length }] : [{ seed, length }, edited];
  // Where they lie besides, few get so far.
  const often = isOne ? 1 : 0.2;
  const ends = more.includes("stall") ? ["fin", "rst", "fin", "rst", "fin", "rst", "stall"] : ["fin", "rst"];
  const framings = more.includes("close")
    ? ["length", "length", "chunked", "length", "chunked", "close"]
    : ["length", "length", "chunked"];
  let isNoticed = true;
  const steps = Array.from({ length: (isOne ? 1 : 3) + Math.floor(random() * 6) }, (_, number) => {
    let object = versions[0];
    const isOther = !isOne && (number === turn || (number > turn && random() < 0.4));
    if (isOther && random() < 0.8) object = edited;
    else if (number > 0 && random() < 0.12 * often) {
      // A tag that lies is found out where the bytes before the cut differ.
      const from = tag === "same" || random() < 0.5 ? {} : { from: Math.floor(random() * length) };
      object = { seed, length: random() < 0.2 ? length + 50 : length, version: 1 + number, ...from };
      versions.push(object);
    }
    if (number > 0 && random() < 0.08 * often) return { object, status: of([404, 416, 503]) };
    const step = { object, ...(isOther ? other : { tag, ...modified }), framing: of(framings) };
    if (random() < 0.4 * often) step.ranges = of(RANGES);
    // Of a date that is not said again, nothing but the heeding of If-Range speaks.
    if (step.ranges === "no-if-range") Object.assign(step, modified);
    if (random() < 0.1 * often) step.coding = of(["gzip", "br"]);
    if (random() < (isOne ? 0.75 : 0.9)) Object.assign(step, { cut: of([0.3, 0.6, 0.9, 50, 1500, 66_000]), how: of(ends) });
    if (!isOne && step.cut !== undefined) step.cut = (number + 1) / 9;
    if (random() < 0.02) Object.assign(step, { cut: 0.5, how: "quiet" });
    // An end as if that were all is one, and so is that of a connection which is the only end that there is.
    if (step.how === "quiet" || (step.framing === "close" && step.how !== undefined)) isNoticed = false;
    if (step.coding !== undefined && step.how !== undefined && more.includes("coded")) isNoticed = false;
    if (step.framing === "chunked" && step.how === "fin" && more.includes("chunked")) isNoticed = false;
    return step;
  });
  // biome-ignore lint/suspicious/noThenProperty: a word of the script language.
  return { script: { steps, then: "repeat" }, versions, isNoticed };
}

/**
 * What is wrong with the bytes that were delivered: `wrong bytes`, `cut short`, or nothing. `isDone`: the reader was told that they are
 * all.
 */
export function faultOf({ versions, isNoticed }, bytes, isDone) {
  const whole = versions.map((version) => objectBytes(version)).filter((one) => startsWith(one, bytes));
  if (whole.length === 0) return "wrong bytes";
  if (isDone && isNoticed && !whole.some((one) => one.length === bytes.length)) return "cut short";
  return undefined;
}

function startsWith(whole, bytes) {
  return bytes.length <= whole.length && bytes.every((byte, place) => byte === whole[place]);
}

/** Many pieces in one. */
export function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
