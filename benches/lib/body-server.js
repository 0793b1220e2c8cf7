// The process of the server of body.js: objects of three sizes, on connections that are kept.
import http from "node:http";

const OBJECTS = {
  "/big": Buffer.alloc(64 * 2 ** 20, "holdfast"),
  "/medium": Buffer.alloc(64 * 2 ** 10, "holdfast"),
  "/small": Buffer.from("twenty bytes of body"),
};

const server = http.createServer(({ url }, response) => {
  const object = OBJECTS[url];
  response.writeHead(200, { etag: '"one"', "content-type": "application/octet-stream", "content-length": object.length });
  response.end(object);
});
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit());
