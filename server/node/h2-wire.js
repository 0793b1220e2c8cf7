// An exchange over a stream of HTTP/2. A connection carries many, so most of what breaks one here leaves the others alone.
import { constants } from "node:http2";
import { NodeWire } from "./wire.js";

/** What is said of the connection in HTTP/1.1, and must not be said here (RFC 9113 8.2.2). */
const CONNECTIONS = ["connection", "keep-alive", "transfer-encoding"];

export class Http2Wire extends NodeWire {
  isMultiplexed = true;
  #response;

  constructor(request, response) {
    super(request, response);
    this.#response = response;
    this.headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(":")));
  }

  onClose(closed) {
    const { stream } = this.#response;
    stream.once("close", () => closed(stream.writableFinished && stream.rstCode === constants.NGHTTP2_NO_ERROR));
  }

  send(status, headers, body) {
    super.send(status, fitting(headers), body);
  }

  head(status, headers) {
    super.head(status, fitting(headers), {});
  }

  /** The connection, with all its streams. */
  close() {
    this.#response.stream?.session?.destroy();
  }

  /** The stream. */
  reset(code = "INTERNAL_ERROR") {
    this.#response.stream?.close(constants[`NGHTTP2_${code}`] ?? constants.NGHTTP2_INTERNAL_ERROR);
  }
}

function fitting(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTIONS.includes(name)));
}
