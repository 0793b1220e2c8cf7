// An exchange over a socket of Node.
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const encoders = {
  gzip: (bytes) => gzipSync(bytes),
  // As good as it gets takes seconds for a megabyte.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
};

export class NodeWire {
  #request;
  #response;

  constructor(request, response) {
    this.#request = request;
    this.#response = response;
    this.method = request.method;
    this.url = request.url;
    this.headers = request.headers;
  }

  onClose(closed) {
    this.#response.once("close", () => closed(this.#response.writableFinished));
  }

  async readBody(onBytes) {
    const hash = createHash("sha256");
    for await (const chunk of this.#request) {
      onBytes(chunk);
      hash.update(chunk);
    }
    return hash.digest("hex");
  }

  send(status, headers, body) {
    this.#response.writeHead(status, headers);
    this.#response.end(body);
  }

  encode(coding, bytes) {
    return encoders[coding](bytes);
  }

  head(status, headers, { deceptive, untilClose }) {
    // After `connection: close`, Node's fetch would take a reset for the end of the body.
    if (deceptive) this.#response.shouldKeepAlive = true;
    if (untilClose) {
      this.#response.useChunkedEncodingByDefault = false;
      this.#response.shouldKeepAlive = false;
    }
    this.#response.writeHead(status, headers);
    this.#response.flushHeaders();
  }

  write(bytes) {
    return new Promise((resolve) => this.#response.write(bytes, () => resolve()));
  }

  end() {
    this.#response.end();
  }

  close() {
    this.#response.destroy();
  }

  reset() {
    this.#response.socket?.resetAndDestroy();
  }
}
