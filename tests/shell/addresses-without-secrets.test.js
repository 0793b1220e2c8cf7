// What is shown of an address, and the origin by which calls share.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell, vectors } from "./support/shell.js";

const { shown } = await shell("address");
const { originOf } = await shell("origin");

for (const { given, shown: expected, origin } of await vectors("addresses")) {
  test(`${JSON.stringify(given)} is shown as ${JSON.stringify(expected)}`, () => {
    assert.equal(shown(given), expected);
    assert.doesNotMatch(shown(given), /SE|CRET/);
    assert.equal(originOf(given), origin);
    assert.equal(originOf(given), origin, "what is kept of its beginning says the same");
  });
}

test("in a page, addresses are relative to its base", (t) => {
  t.after(() => {
    delete globalThis.location;
    delete globalThis.document;
  });
  globalThis.location = { href: "https://page.test/app/" };
  assert.deepEqual(
    [shown("a?b"), originOf("/a"), originOf("//other.test")],
    ["https://page.test/app/a", "https://page.test", "https://other.test"],
  );
  globalThis.document = { baseURI: "https://base.test/" };
  assert.deepEqual(
    [shown("a"), originOf(""), originOf("/a")],
    ["https://base.test/a", "https://base.test", "https://base.test"],
    "a base that changed is another origin",
  );
  assert.equal(originOf(undefined), "", "operations have none");
});
