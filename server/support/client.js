// What the tests talk to a server with: fetch for what fetch shows, a bare socket for what it hides.
import { once } from "node:events";
import { connect } from "node:net";
import { start } from "../app.js";

/** A server for one test, closed after it. */
export async function startFor(test, options) {
  const server = await start(options);
  test.after(() => server.close());
  return {
    ...server,
    put: (id, script) => put(server.url, id, script),
    journal: (id, query) => journal(server.url, id, query),
    play: (path, init) => fetch(`${server.url}/play/${path}`, init),
  };
}

async function put(url, id, script) {
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(script) };
  const response = await fetch(`${url}/scripts/${id}`, init);
  return { status: response.status, text: await response.text() };
}

/** The journal once `hits` have come and at most `open` connections are left. */
async function journal(url, id, query = {}) {
  const response = await fetch(`${url}/journal/${id}?${new URLSearchParams({ wait: 5000, ...query })}`);
  return response.json();
}

/** Opens a socket and sends text on it. `text` collects what comes back, `ended` resolves to "end" or an error's code. */
export async function rawRequest(url, text) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const received = { socket, text: "" };
  socket.setEncoding("latin1");
  socket.on("data", (chunk) => {
    received.text += chunk;
  });
  received.ended = new Promise((resolve) => {
    socket.once("end", () => resolve("end"));
    socket.once("error", (error) => resolve(error.code));
  });
  await once(socket, "connect");
  socket.write(text);
  return received;
}

export function get(path, { method = "GET", headers = "" } = {}) {
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n`;
}
