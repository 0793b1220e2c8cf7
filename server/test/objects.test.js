import assert from "node:assert/strict";
import { test } from "node:test";
import { objectBytes } from "../object.js";
import { startFor } from "../support/client.js";

test("any part of an object is that part of the whole", () => {
  for (const more of [{ from: 0 }, { from: 5 }, { from: 13 }, { every: 7 }, { from: 5, every: 7 }]) {
    const object = { seed: 7, length: 41, version: 1, ...more };
    const whole = objectBytes(object);
    assert.equal(whole.length, 41);
    for (let start = 0; start <= 41; start++) {
      for (let end = start; end <= 41; end++) assert.deepEqual(objectBytes(object, start, end), whole.slice(start, end));
    }
  }
});

test("seeds and versions have other bytes, and a version that differs from a byte on has the same before", () => {
  const first = objectBytes({ seed: 1, length: 10_000 });
  const alike = (other) => other.filter((byte, place) => byte === first[place]).length;
  for (const other of [
    { seed: 2, length: 10_000 },
    { seed: 1, length: 10_000, version: 1 },
  ]) {
    // One in 256 by chance: 39, and six standard deviations.
    assert.ok(alike(objectBytes(other)) < 80, `${alike(objectBytes(other))}`);
  }
  const later = objectBytes({ seed: 1, length: 10_000, version: 1, from: 6000 });
  assert.deepEqual(later.slice(0, 6000), first.slice(0, 6000));
  assert.deepEqual(later.slice(6000), objectBytes({ seed: 1, length: 10_000, version: 1 }).slice(6000));
  const edited = objectBytes({ seed: 1, length: 10_000, version: 1, from: 500, every: 3000 });
  const differing = [...edited.keys()].filter((place) => edited[place] !== first[place]);
  assert.deepEqual(differing, [500, 3500, 6500, 9500]);
  assert.deepEqual(objectBytes({ seed: 1, length: 12_000 }).slice(0, 10_000), first);
  // All values are there, and none is preferred.
  const counts = new Array(256).fill(0);
  for (const byte of objectBytes({ seed: 3, length: 256_000 })) counts[byte]++;
  assert.ok(
    counts.every((count) => Math.abs(count - 1000) < 200),
    `${counts}`,
  );
});

test("an object comes as it is, with what the step says of it", async (t) => {
  const { play } = await startFor(t);
  const response = await play("a?script=object=7:100000:2@500;modified=90");
  assert.equal(response.status, 200);
  const { headers } = response;
  assert.deepEqual(
    ["content-type", "content-length", "etag", "accept-ranges"].map((name) => headers.get(name)),
    ["application/octet-stream", "100000", '"7-100000-2-500"', "bytes"],
  );
  const expected = objectBytes({ seed: 7, length: 100_000, version: 2, from: 500 });
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), expected);
  const age = Date.parse(headers.get("date")) - Date.parse(headers.get("last-modified"));
  assert.ok(age >= 92_000 && age < 97_000, `${age}`);
});

test("a tag is of a version, or lies, and a date stays while the script is played", async (t) => {
  const { play } = await startFor(t);
  const tags = async (tag) => {
    const script = [0, 0, 1].map((version) => `object=1:9:${version};tag=${tag};modified=60`);
    const seen = [];
    for (const _ of script) {
      const { headers } = await play(`${tag}?script=${script}`);
      seen.push([headers.get("etag"), headers.get("last-modified")]);
    }
    const dates = seen.map(([, modified]) => modified);
    assert.deepEqual([dates[0] === dates[1], dates[1] === dates[2]], [true, false], tag);
    return seen.map(([etag]) => etag);
  };
  assert.deepEqual(await tags("strong"), ['"1-9-0-0"', '"1-9-0-0"', '"1-9-1-0"']);
  assert.deepEqual(await tags("weak"), ['W/"1-9-0-0"', 'W/"1-9-0-0"', 'W/"1-9-1-0"']);
  assert.deepEqual(await tags("none"), [null, null, null]);
  assert.deepEqual(await tags("same"), ['"always"', '"always"', '"always"']);
  assert.deepEqual(await tags("other"), ['"1"', '"2"', '"3"']);
});

test("other statuses, and another address, instead of the object", async (t) => {
  const { play, url } = await startFor(t);
  const told = async (path) => {
    const response = await play(path, { redirect: "manual" });
    const { headers, status } = response;
    const names = ["content-range", "etag", "location", "content-length"];
    return [status, ...names.map((name) => headers.get(name)), (await response.text()).length > 0];
  };
  assert.deepEqual(await told("a?script=object=1:500;status=416"), [416, "bytes */500", null, null, "0", false]);
  assert.deepEqual(await told("b?script=object=1:500;304"), [304, null, '"1-500-0-0"', null, null, false]);
  assert.equal((await told("c?script=object=1:500;503;retry-after=1"))[0], 503);
  assert.deepEqual((await told("d?script=redirect=/play/e/x?y=1,200"))[3], "/play/e/x?y=1");
  assert.equal((await told("f?script=301;redirect=/play/e"))[0], 301);
  await play("e?script=object=1:5");
  const followed = await fetch(`${url}/play/d2?script=redirect=/play/e/there`);
  assert.deepEqual(
    [followed.url, new Uint8Array(await followed.arrayBuffer())],
    [`${url}/play/e/there`, objectBytes({ seed: 1, length: 5 })],
  );
});
