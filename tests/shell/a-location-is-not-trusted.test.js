// A 202 says where to ask further. What may go along there, and whether one goes at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell, vectors } from "./support/shell.js";

const { follow, leadsOn, mayForward } = await shell("forwarding");
const { readRequest } = await shell("request");
const { headers, places } = await vectors("forwarding");

/** A 202 that names a place, after a redirection to `url` if there was one. */
const accepted = (location, url = "") => ({ status: 202, url, headers: new Headers(location === null ? {} : { location }) });

for (const { name, home, abroad } of headers) {
  test(`${name} goes along at home: ${home}, abroad: ${abroad}`, () => {
    assert.deepEqual([mayForward(name, false), mayForward(name, true)], [home, abroad]);
  });
}

for (const { home, from, redirect = "follow", location, to, abroad, refused } of places) {
  test(`${home} ${from ?? ""} ${redirect}: ${location}`, () => {
    for (const input of [home, new Request(home, { redirect })]) {
      const request = readRequest(input, input === home ? { redirect } : undefined);
      const asked = () => follow(request, accepted(location, from), 202);
      assert.equal(
        leadsOn(request, accepted(location, from)),
        to !== null,
        "where it may not be asked, the core hears of no place",
      );
      if (refused) {
        assert.throws(asked, TypeError);
        continue;
      }
      asked();
      assert.equal(request.url, to ?? home);
      assert.equal(request.isAbroad, abroad ?? false);
      assert.equal(request.home, home);
    }
  });
}

test("it becomes a GET that may be sent again, and the body is let go", async () => {
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
  };
  const body = new ReadableStream({ cancel });
  const request = readRequest(
    new Request("http://own.test/", { method: "POST", body, duplex: "half", cache: "no-store" }),
    undefined,
  );
  follow(request, accepted("/status"), 202);
  const { method, input, init, holdsBody } = request;
  assert.deepEqual(
    [method, input, holdsBody, init.body, init.method],
    ["GET", "http://own.test/status", false, undefined, undefined],
  );
  assert.equal(init.cache, "no-store");
  assert.equal(request.facts, readRequest("http://own.test/").facts);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(cancelled);
});

test("abroad, nothing is sent that the platform would add, and the way home does not bring it back", () => {
  const init = { headers: { authorization: "secret", accept: "text/plain" }, credentials: "include" };
  const request = readRequest("http://own.test/", init);
  follow(request, accepted("http://other.test/"), 202);
  assert.equal(request.init.credentials, "omit");
  assert.deepEqual([...request.init.headers], [["accept", "text/plain"]]);
  follow(request, accepted("http://own.test/"), 202);
  assert.equal(request.isAbroad, true);
  assert.deepEqual([...request.init.headers], [["accept", "text/plain"]]);
});

test("the signal stays the caller's", () => {
  const { signal } = new AbortController();
  for (const request of [
    readRequest("http://own.test/", { signal }),
    readRequest(new Request("http://own.test/", { signal }), {}),
  ]) {
    const before = request.signal;
    follow(request, accepted("/status"), 202);
    assert.equal(request.signal, before);
  }
});

test("any other answer, or one that is hardly one, leads nowhere", () => {
  for (const response of [{ status: 202 }, { ...accepted("/x"), status: 200 }, { ...accepted("/x"), status: 301 }]) {
    const request = readRequest("http://own.test/");
    follow(request, response, response.status);
    assert.equal(request.url, "http://own.test/");
  }
});
