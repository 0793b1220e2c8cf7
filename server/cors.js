// What a page from another origin may see.

const EXPOSED = [
  "*",
  "Retry-After",
  "Retry-After-Ms",
  "RateLimit",
  "Date",
  "Idempotent-Replay",
  "ETag",
  "Content-Range",
  "Content-Encoding",
].join(", ");

export function isPreflight({ method, headers }) {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/** Headers for an answer. `mode` is "exposed", "hidden" or "none". */
export function corsHeaders(mode, { origin }) {
  if (mode === "none") return {};
  const headers = mode === "exposed" ? { "access-control-expose-headers": EXPOSED } : {};
  if (origin === undefined) return { "access-control-allow-origin": "*", ...headers };
  // A request with credentials takes no wildcard.
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin", ...headers };
}

/** Headers for the answer to a preflight. Nothing is cached, so every request that needs a preflight has one. */
export function preflightHeaders(mode, headers) {
  if (mode === "none") return {};
  const requested = headers["access-control-request-headers"];
  return {
    ...corsHeaders("hidden", headers),
    "access-control-allow-methods": headers["access-control-request-method"],
    ...(requested === undefined ? {} : { "access-control-allow-headers": requested }),
    "access-control-max-age": "0",
  };
}
