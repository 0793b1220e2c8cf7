import assert from "node:assert/strict";
import { test } from "node:test";
import { httpDate } from "../http-date.js";

test("the three forms of the RFC's own example", () => {
  const moment = Date.UTC(1994, 10, 6, 8, 49, 37, 999);
  assert.equal(httpDate(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
  assert.equal(httpDate(moment, "rfc850"), "Sunday, 06-Nov-94 08:49:37 GMT");
  assert.equal(httpDate(moment, "asctime"), "Sun Nov  6 08:49:37 1994");
});
