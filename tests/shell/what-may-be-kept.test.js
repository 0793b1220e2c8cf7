// Which answers may be given to somebody else on another day, and until when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell, vectors } from "./support/shell.js";

const { isImpersonal, isStorable, longestAge } = await shell("storable");
const { answers, headers } = await vectors("storable");

for (const { cacheControl, vary = "", storable, longest } of answers) {
  test(`${JSON.stringify(cacheControl)}${vary && `, Vary: ${vary}`}: ${storable ? "kept" : "not kept"}`, () => {
    assert.equal(isStorable(cacheControl, vary), storable);
    if (longest !== undefined) assert.equal(longestAge(cacheControl), longest ?? Number.POSITIVE_INFINITY);
  });
}

for (const { name, impersonal } of headers) {
  test(`a request with ${name} speaks for ${impersonal ? "nobody" : "somebody"}`, () => {
    assert.equal(isImpersonal(name), impersonal);
  });
}
