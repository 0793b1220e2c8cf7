// What a policy shares with an origin is kept in the core by a number, and let go of with the policy, or when too many came after it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

globalThis.kept = { released: [], registered: new Map(), handles: 0 };
const { kept } = globalThis;

const { Sharing } = await shell("sharing", {
  core: `const core = {
    epoch: 1,
    origin: () => ++kept.handles,
    release: (handle) => kept.released.push(handle),
    balance: () => 0,
  };
  const all = () => core;
  export { all as core };
  export const currentEpoch = () => 1;
  export const results = () => [];`,
  compiled: `export const unused = () => ({
    register: (of, held, token) => kept.registered.set(token, { of, held }),
    unregister: (token) => kept.registered.delete(token),
  });`,
});

test("each is registered with what it belongs to, once, and the one that is forgotten is released", () => {
  const sharing = new Sharing({ shares: true, handle: () => 7 }, undefined);
  for (let i = 0; i < 1000; i++) sharing.of(`http://${i}.test/`, undefined);
  sharing.of("http://999.test/", undefined);
  assert.equal(kept.registered.size, 1000);
  assert.ok([...kept.registered.values()].every(({ of, held }) => of === sharing && held.epoch === 1 && held.handle > 0));
  assert.deepEqual(kept.released, []);
  sharing.of("http://new.test/", undefined);
  assert.deepEqual(kept.released, [1]);
  assert.equal(kept.registered.size, 1000);
});
