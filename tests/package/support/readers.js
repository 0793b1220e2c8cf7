// Ways in which bodies are read. Each hands over the pieces as they come, so that what came before an error is known. Runs in pages too.
import { turnOfTheLoop } from "./turn.js";

const byReader = async (body, take) => {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
  }
};

const withOwnMemory = async (body, take) => {
  const reader = body.getReader({ mode: "byob" });
  let memory = new Uint8Array(5000);
  for (;;) {
    const { done, value } = await reader.read(memory);
    if (done) return;
    take(value.slice());
    memory = new Uint8Array(value.buffer);
  }
};

const slowly = async (body, take) => {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    take(value);
    for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
  }
};

/** By name: functions of a response and of what takes the pieces. */
export const READERS = {
  reader: ({ body }, take) => byReader(body, take),
  "own memory": ({ body }, take) => withOwnMemory(body, take),
  slow: ({ body }, take) => slowly(body, take),
  pipe: ({ body }, take) => body.pipeTo(new WritableStream({ write: take })),
  clone: async (response, take) => {
    const copy = response.clone();
    // One that nobody reads would hold the pieces, but not the other.
    copy.body.cancel().catch(() => {});
    await byReader(response.body, take);
  },
  tee: async ({ body }, take) => {
    const [one, other] = body.tee();
    await Promise.all([byReader(one, () => {}), byReader(other, take)]);
  },
  whole: async (response, take) => take(new Uint8Array(await response.arrayBuffer())),
};
