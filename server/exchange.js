// One request and what became of it. Everything that a fault does to a connection goes through here, so that the journal knows
// who ended it. How the bytes travel is the wire's affair: a socket in Node, a Response in a service worker.

/**
 * @typedef {object} Wire
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string | string[]>} headers names in lower case
 * @property {(closed: (completed: boolean) => void) => void} onClose tells once that all was sent, or that the client left before
 * @property {(onBytes: (bytes: Uint8Array) => void) => Promise<string>} readBody gives the SHA-256 in hex; rejects if the client leaves
 * @property {(status: number, headers: object, body: Uint8Array) => void} send sends all of an answer
 * @property {(status: number, headers: object, ways: { deceptive?: boolean, untilClose?: boolean }) => void} head sends the headers now;
 *   deceptive: the body will not be complete; untilClose: its end is that of the connection
 * @property {(bytes: Uint8Array) => Promise<void>} write resolves when the platform has taken them, or never will
 * @property {() => void} end
 * @property {() => void} close in good order (FIN)
 * @property {(code?: string) => void} reset (RST), or of the stream alone
 * @property {boolean} [isMultiplexed] HTTP/2
 * @property {(coding: string, bytes: Uint8Array) => Uint8Array} [encode] if the platform's fetch decodes what comes this way
 */

export class Exchange {
  #wire;
  #now;
  #ending = new AbortController();

  /** @param {Wire} wire */
  constructor(wire, { attempt, now }) {
    this.#wire = wire;
    this.#now = now;
    const { method, url, headers } = wire;
    this.hit = {
      attempt,
      at: now(),
      method,
      url,
      headers,
      bodyBytes: 0,
      bodySha256: null,
      status: null,
      ended: "open",
      endedAt: null,
    };
    wire.onClose((completed) => this.#end(completed ? "completed" : "client-closed"));
  }

  /** Aborted when the exchange is over, however it ended. */
  get signal() {
    return this.#ending.signal;
  }

  /** Reads the request to its end. Rejects if the client leaves before that. */
  async readBody() {
    this.hit.bodySha256 = await this.#wire.readBody((bytes) => {
      this.hit.bodyBytes += bytes.length;
    });
  }

  /** Rejects if the exchange ends first: a fault waits for nobody. */
  wait(ms) {
    return new Promise((resolve, reject) => {
      const ended = () => {
        clearTimeout(timer);
        reject(this.signal.reason);
      };
      const timer = setTimeout(() => {
        this.signal.removeEventListener("abort", ended);
        resolve();
      }, ms);
      if (this.signal.aborted) ended();
      else this.signal.addEventListener("abort", ended, { once: true });
    });
  }

  /** Sends status and headers now. Without a length the body is chunked. */
  head({ status, headers }, length) {
    this.hit.status = status;
    this.#wire.head(status, withLength(headers, length), {});
  }

  /** The same for a body that will not be complete. */
  deceptiveHead({ status, headers }, length) {
    this.hit.status = status;
    this.#wire.head(status, withLength(headers, length), { deceptive: true });
  }

  /** The same for a body that travels in a certain way. */
  begin({ status, headers }, { length, untilClose, closes }) {
    this.hit.status = status;
    this.#wire.head(status, withLength(headers, length), { deceptive: !closes, untilClose });
  }

  get isMultiplexed() {
    return this.#wire.isMultiplexed === true;
  }

  /** A client that reads slowly holds the writer up. Resolves after a failure too: that is the end of the exchange, which the next wait reports. */
  write(bytes) {
    return this.#wire.write(bytes);
  }

  /** Sends all of an answer. */
  send({ status, headers, body }) {
    // A length means nothing with 204, and with 304 it would be that of another answer.
    const length = status === 204 || status === 304 ? undefined : body.length;
    this.hit.status = status;
    this.#wire.send(status, withLength(headers, length), body);
  }

  finish() {
    this.#wire.end();
  }

  /** Closes the connection in good order (FIN). */
  close() {
    this.#end("server-closed");
    this.#wire.close();
  }

  /** Breaks the connection (RST), or, with a code of HTTP/2, this stream. */
  reset(code) {
    this.#end("server-closed");
    this.#wire.reset(code);
  }

  #end(how) {
    if (this.hit.ended !== "open") return;
    this.hit.ended = how;
    this.hit.endedAt = this.#now();
    this.#ending.abort();
  }
}

function withLength(headers, length) {
  return length === undefined ? headers : { "content-length": length, ...headers };
}
