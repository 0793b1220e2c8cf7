// What the server says of a version of an object: ETag and Last-Modified, truthfully or not.
import { httpDate } from "./http-date.js";

/** `coding`: of that the bytes are another representation, and so is its tag. `attempt`: the request's number. */
export function tagOf({ object, tag = "strong" }, { coding, attempt }) {
  const { seed, length, version = 0, from = 0, every } = object;
  const name =
    [seed, length, version, from, ...(every === undefined ? [] : [every])].join("-") + (coding === undefined ? "" : `-${coding}`);
  return {
    strong: () => `"${name}"`,
    weak: () => `W/"${name}"`,
    none: () => undefined,
    // Whatever the version.
    same: () => '"always"',
    // Whatever it is.
    other: () => `"${attempt}"`,
  }[tag]();
}

/** So many seconds before the id was defined, by the server's clock: a date that stays while the script is played. */
export function modifiedOf({ object, modified, clockSkew = 0 }, definedAt) {
  if (modified === undefined) return undefined;
  // Another version is of another second.
  return httpDate(definedAt + (clockSkew - modified - (object.version ?? 0)) * 1000);
}

/** RFC 9110 13.1.5: may a range be sent, for all that If-Range says? */
export function allowsRange(ifRange, { etag, modified }) {
  if (ifRange === undefined) return true;
  return /^(W\/)?"/.test(ifRange) ? ifRange === etag && !ifRange.startsWith("W/") : ifRange === modified;
}
