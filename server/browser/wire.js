// An exchange by way of a service worker: the answer is a Response, and there is no connection. What breaks one is as near as a
// Response can come: an error instead of an answer, or a body that ends in one.

const NO_CONTENT = [204, 205, 304];

export class FetchWire {
  #request;
  #closed;
  #answer;
  #body;
  #resume = () => {};

  /**
   * @param {Request} request
   * @param {string} url path and query, as the server in Node has it
   */
  constructor(request, url) {
    this.#request = request;
    this.method = request.method;
    this.url = url;
    this.headers = Object.fromEntries(request.headers);
    /** What the page gets. A fault may leave it pending for ever. */
    this.response = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  onClose(closed) {
    this.#closed = closed;
    // The page gave the request up.
    this.#request.signal.addEventListener("abort", () => this.#left());
  }

  async readBody(onBytes) {
    const bytes = new Uint8Array(await this.#request.arrayBuffer());
    onBytes(bytes);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  send(status, headers, body) {
    const bodiless = this.method === "HEAD" || NO_CONTENT.includes(status);
    this.#answer(new Response(bodiless ? null : body, { status, headers: flat(headers) }));
    this.#closed(true);
  }

  /** How a body is framed is nothing that a Response has, and nobody decodes one: there is no `encode`. */
  head(status, headers) {
    const stream = new ReadableStream({
      start: (controller) => {
        this.#body = controller;
      },
      pull: () => this.#resume(),
      cancel: () => {
        // Later: in WebKitGTK 2.50 a worker hangs that aborts anything in here.
        setTimeout(() => this.#left());
      },
    });
    this.#answer(new Response(stream, { status, headers: flat(headers) }));
  }

  write(bytes) {
    return new Promise((resolve) => {
      this.#resume = resolve;
      this.#body.enqueue(bytes);
    });
  }

  end() {
    this.#body.close();
    this.#closed(true);
  }

  close() {
    this.#break("closed");
  }

  reset() {
    this.#break("reset");
  }

  #break(how) {
    if (this.#body === undefined) this.#answer(Response.error());
    else this.#body.error(new TypeError(`The connection was ${how}.`));
    this.#resume();
  }

  #left() {
    this.#closed(false);
    this.#answer(Response.error());
    this.#resume();
  }
}

// A header that comes several times is a list of pairs here.
function flat(headers) {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
}
