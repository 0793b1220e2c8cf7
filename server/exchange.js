// One request and what became of it on the wire. Everything that a fault does to a connection goes through here, so that the
// journal knows who ended it.
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export class Exchange {
  #request;
  #response;
  #now;
  #ending = new AbortController();

  constructor(request, response, { attempt, now }) {
    this.#request = request;
    this.#response = response;
    this.#now = now;
    this.hit = {
      attempt,
      at: now(),
      method: request.method,
      url: request.url,
      headers: request.headers,
      bodyBytes: 0,
      bodySha256: null,
      status: null,
      ended: "open",
      endedAt: null,
    };
    response.once("close", () => this.#end(response.writableFinished ? "completed" : "client-closed"));
  }

  /** Aborted when the exchange is over, however it ended. */
  get signal() {
    return this.#ending.signal;
  }

  /** Reads the request to its end. Rejects if the client leaves before that. */
  async readBody() {
    const hash = createHash("sha256");
    for await (const chunk of this.#request) {
      this.hit.bodyBytes += chunk.length;
      hash.update(chunk);
    }
    this.hit.bodySha256 = hash.digest("hex");
  }

  /** Rejects if the exchange ends first: a fault waits for nobody. */
  wait(ms) {
    return sleep(ms, undefined, { signal: this.signal });
  }

  /** Sends status and headers now. Without a length the body is chunked. */
  head({ status, headers }, length) {
    this.#writeHead(status, length === undefined ? headers : { "content-length": length, ...headers });
    this.#response.flushHeaders();
  }

  /** The same for a body that will not be complete. After `connection: close`, Node's fetch would take a reset for its end. */
  deceptiveHead(answer, length) {
    this.#response.shouldKeepAlive = true;
    this.head(answer, length);
  }

  /**
   * Resolves once the platform has taken the bytes, so a client that reads slowly holds the writer up.
   * Resolves after a failure too: that is the end of the exchange, which the next wait reports.
   */
  write(bytes) {
    return new Promise((resolve) => this.#response.write(bytes, () => resolve()));
  }

  /** Sends all of an answer. */
  send({ status, headers, body }) {
    // A length means nothing with 204, and with 304 it would be that of another answer.
    this.#writeHead(status, status === 204 || status === 304 ? headers : { "content-length": body.length, ...headers });
    this.#response.end(body);
  }

  finish() {
    this.#response.end();
  }

  /** Closes the connection in good order (FIN). */
  close() {
    this.#end("server-closed");
    this.#response.destroy();
  }

  /** Breaks the connection (RST). */
  reset() {
    const { socket } = this.#response;
    this.#end("server-closed");
    socket?.resetAndDestroy();
  }

  #writeHead(status, headers) {
    this.hit.status = status;
    this.#response.writeHead(status, headers);
  }

  #end(how) {
    if (this.hit.ended !== "open") return;
    this.hit.ended = how;
    this.hit.endedAt = this.#now();
    this.#ending.abort();
  }
}
