// The process of the server of events.js: streams of two kinds, in chunks as large as they come.
import http from "node:http";

const token = (id) =>
  `id: ${id}\nevent: delta\ndata: {"type":"delta","index":0,"delta":{"type":"text_delta","text":" word ${id}"}}\n\n`;
const large = (id) => `id: ${id}\nevent: delta\ndata: ${"x".repeat(100_000)}\n\n`;
const LAST = "event: end\ndata: end\n\n";

const whole = (count, event) => Buffer.from(Array.from({ length: count }, (_, id) => event(id + 1)).join("") + LAST);
const STREAMS = { "/tokens": whole(100_000, token), "/large": whole(300, large) };

const server = http.createServer(({ url }, response) => {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.end(STREAMS[url]);
});
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit());
