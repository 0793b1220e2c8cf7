// A transport that has one object, answers ranges of it as it should, and cuts its answers as it is told to.

export const OBJECT = "http://objects.test/big";

/** So many bytes, neighbours unlike. */
export const bytes = (length) => Uint8Array.from({ length }, (_, place) => (place * 31 + (place >> 8) * 7) % 251);

/**
 * A transport. `cuts`: for each answer, after how many of its bytes it breaks (`Infinity`: not at all; the last is that of all others), or
 * a function that makes the whole answer. `piece`: bytes a pull. `silence(number)`: a promise to wait for before each piece. `state` has what was
 * sent, how many bodies are neither ended nor let go of (`open`), and how often they were asked for a piece (`pulled`).
 */
export function serving(object, { cuts = [Number.POSITIVE_INFINITY], piece = 1000, headers = {}, silence, type } = {}) {
  const state = { sent: [], open: 0, cancelled: [], pulled: 0 };
  const transport = async (input, init) => {
    const sent = { url: String(input.url ?? input), headers: new Headers(init.headers ?? input.headers), init };
    state.sent.push(sent);
    const cut = cuts[Math.min(state.sent.length, cuts.length) - 1];
    if (typeof cut === "function") return cut(sent);
    const [, first = 0] = /^bytes=(\d+)-/.exec(sent.headers.get("range") ?? "") ?? [];
    const from = Number(first);
    let at = from;
    const end = from + cut;
    state.open++;
    const body = new ReadableStream(
      {
        type,
        async pull(controller) {
          state.pulled++;
          await silence?.(state.sent.length, at);
          const next = Math.min(at + piece, end, object.length);
          if (next > at) controller.enqueue(object.slice(at, next));
          at = next;
          if (at === object.length) {
            state.open--;
            controller.close();
          } else if (at === end) {
            state.open--;
            controller.error(
              new TypeError("terminated", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) }),
            );
          }
        },
        cancel(reason) {
          state.open--;
          state.cancelled.push(reason);
        },
      },
      { highWaterMark: 0 },
    );
    const range = from > 0 ? { "content-range": `bytes ${from}-${object.length - 1}/${object.length}` } : {};
    const all = { etag: '"a"', "content-length": `${object.length - from}`, "content-type": "text/plain", ...range, ...headers };
    const response = new Response(body, { status: from > 0 ? 206 : 200, headers: all });
    return Object.defineProperty(response, "url", { value: sent.url });
  };
  return Object.assign(transport, { state });
}
