// How a step is played on the wire.
import { deliver, isDelivered, SETTLE_MS } from "./delivery.js";

const PROMISED_BYTES = 1000;
const SENT_BYTES = 100;

/**
 * Plays a step. Returns when the server's part is done; rejects if the client leaves before that.
 * `answer` gives what to say, `bodiless` is true if HTTP allows it no body.
 */
export async function playOnWire(exchange, step, { answer, bodiless }) {
  if (step.delay) await exchange.wait(step.delay);
  const { fault } = step;
  // Without a body there is nothing to cut short.
  if (!bodiless && isDelivered(step)) await deliver(exchange, step, answer());
  else if (fault === undefined || (bodiless && fault in bodyFaults)) exchange.send(answer());
  else if (fault in bodyFaults) await bodyFaults[fault](exchange, answer(), step);
  else connectionFaults[fault](exchange);
}

const dots = (count) => new Uint8Array(count).fill(".".charCodeAt(0));

const connectionFaults = {
  hang() {},
  reset: (exchange) => exchange.reset(),
  drop: (exchange) => exchange.close(),
};

const bodyFaults = {
  async "reset-after-headers"(exchange, answer) {
    exchange.deceptiveHead(answer);
    // Firefox hands a response over only with the first byte of its body.
    await exchange.write(dots(1));
    await exchange.wait(SETTLE_MS);
    exchange.reset();
  },
  async truncate(exchange, answer) {
    exchange.deceptiveHead(answer, PROMISED_BYTES);
    await exchange.write(dots(SENT_BYTES));
    exchange.close();
  },
  async slow(exchange, answer, { bytes, every }) {
    const { body } = answer;
    exchange.head(answer, body.length);
    for (let start = 0; start < body.length; start += bytes) {
      if (start > 0) await exchange.wait(every);
      await exchange.write(body.subarray(start, start + bytes));
    }
    exchange.finish();
  },
  async endless(exchange, answer, { bytes, every }) {
    const piece = dots(bytes);
    exchange.deceptiveHead(answer);
    for (;;) {
      await exchange.write(piece);
      await exchange.wait(every);
    }
  },
};
