const REDIRECTED = 1 << 16;
const HIDDEN = 1 << 17;

/** Status and flags in one number. Of an answer that is no response nothing can be said: status 0, as of an opaque one. */
export function head(response) {
  try {
    // Date is on every answer, and exposed to other origins only together with what hints need.
    const hidden = response.type === "cors" && !response.headers.has("date");
    return (response.status & 0xffff) | (response.redirected ? REDIRECTED : 0) | (hidden ? HIDDEN : 0);
  } catch {
    return 0;
  }
}

/** A mock may come without headers; it then has none. */
export function header(response, name) {
  try {
    const value = response.headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
