// Over HTTP/2 a stream may end with less than was promised, or be reset as if nothing were wrong. Its length tells.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:http2";
import { after, test } from "node:test";
import { start } from "../../server/app.js";
import { objectBytes } from "../../server/object.js";
import { reportOf } from "./support/installed.js";
import { whole } from "./support/installed-body.js";
import { QUICK } from "./support/transport.js";

const server = await start({ h2Port: 0 });
const session = connect(server.h2.url, { ca: server.h2.cert });
after(async () => {
  session.destroy();
  await server.close();
});
const OBJECT = { seed: 3, length: 20_000 };

/** A transport over HTTP/2, which Node's own fetch does not speak. */
async function fetch(input) {
  const { pathname, search } = new URL(input);
  const stream = session.request({ ":path": pathname + search });
  const [{ ":status": status, ...headers }] = await once(stream, "response");
  const body = new ReadableStream({
    start(controller) {
      stream.on("data", (piece) => controller.enqueue(new Uint8Array(piece)));
      stream.on("end", () => controller.close());
      stream.on("error", (error) => controller.error(error));
    },
    cancel: () => stream.close(),
  });
  return new Response(body, { status, headers: Object.entries(headers) });
}

let scenes = 0;

for (const h2 of ["end-short", "rst:NO_ERROR", "rst:CANCEL", "rst:INTERNAL_ERROR"]) {
  test(h2, async () => {
    const id = `scene-${++scenes}`;
    const steps = [{ object: OBJECT, cut: 0.5, h2 }, { object: OBJECT }];
    const init = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ steps }) };
    assert.equal((await globalThis.fetch(`${server.url}/scripts/${id}`, init)).status, 204);
    const response = await whole({ ...QUICK, fetch })(`${server.h2.url}/play/${id}`);
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), objectBytes(OBJECT));
    const [first, ...others] = reportOf(response).attempts;
    assert.deepEqual([first.failure, others.length], ["network", 1]);
    // As Node's client has it: an end is what it makes of these two.
    const isQuiet = ["rst:NO_ERROR", "rst:CANCEL"].includes(h2);
    if (isQuiet) assert.equal(first.error.message, "the body ended at byte 10000 of 20000");
  });
}
