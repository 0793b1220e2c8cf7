// A transport whose bodies break where they are told to, and that knows which of them are still open. All that it does takes a turn of the
// event loop.
import { answer } from "./transport.js";
import { turnOfTheLoop } from "./turn.js";

const LENGTH = 3000;
const PIECE = 500;
const TAG = '"one"';

/** What its bodies hold when they are whole. */
export const BYTES = new Uint8Array(LENGTH).map((_, at) => at * at);

/**
 * @param {object} [options]
 * @param {number} [options.breaks] so many answers break
 * @param {number} [options.at] where; by default in the middle
 * @param {boolean} [options.stalls] falls silent where it would break
 * @param {number} [options.others] the status of all answers that do not break, in place of 200
 * @param {boolean} [options.ranges] sends ranges
 * @param {boolean} [options.tells] says how long a body is
 * @param {boolean} [options.heeds] breaks off when it is told to, as the platform's fetch does
 * @param {string} [options.type] of the body
 * @param {Uint8Array} [options.bytes] the body
 */
export function bodySource({
  breaks = 1,
  at: place,
  stalls = false,
  others,
  ranges = true,
  tells = true,
  heeds = false,
  bytes = BYTES,
  type = "application/octet-stream",
} = {}) {
  const open = new Set();
  const signals = new Set();
  const total = bytes.length;
  let sent = 0;

  async function fetch(_input, init) {
    const { signal } = init;
    signals.add(signal);
    const isBroken = ++sent <= breaks;
    await turnOfTheLoop();
    if (heeds) signal.throwIfAborted();
    if (!isBroken && others) return answer(others);
    const [, from] = /^bytes=(\d+)-/.exec(new Headers(init.headers).get("range") ?? "") ?? [];
    const first = ranges && from ? Number(from) : 0;
    const headers = { "content-type": type, etag: TAG };
    if (tells) headers["content-length"] = `${total - first}`;
    if (first > 0) headers["content-range"] = `bytes ${first}-${total - 1}/${total}`;
    const broken = isBroken ? (place ?? (first + total) / 2) : Number.POSITIVE_INFINITY;
    return answer(first > 0 ? 206 : 200, headers, body(first, broken, heeds ? signal : undefined));
  }

  function body(first, broken, signal) {
    const one = {};
    open.add(one);
    let at = first;
    const start = (controller) => {
      one.abort = () => {
        if (open.has(one)) end(() => controller.error(signal.reason));
      };
      signal?.addEventListener("abort", one.abort);
    };
    const end = (finish) => {
      open.delete(one);
      signal?.removeEventListener("abort", one.abort);
      finish?.();
    };
    const pull = async (controller) => {
      await turnOfTheLoop();
      if (!open.has(one)) return;
      if (at >= broken && stalls) return new Promise(() => {});
      if (at >= broken) return end(() => controller.error(new TypeError("terminated")));
      if (at === total) return end(() => controller.close());
      const next = Math.min(at + PIECE, total);
      controller.enqueue(bytes.slice(at, next));
      at = next;
    };
    return new ReadableStream({ start, pull, cancel: () => end() }, { highWaterMark: 0 });
  }

  /** `open`: bodies that have neither ended nor been let go; `signals`: those that requests were sent with. */
  return { fetch, open, signals };
}
