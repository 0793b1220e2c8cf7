// Made by `cargo xtask generate` from src/abi_body.rs.

/** What a body asks for next. */
export const BODY_READ = 0;
export const BODY_CLOSE = 1;
export const BODY_AGAIN = 2;
export const BODY_NEXT = 3;
export const BODY_ASK = 4;
export const BODY_USELESS = 5;
export const BODY_REFUSE = 6;
export const BODY_PASS = 7;
export const BODY_JUDGE = 8;

/** What it is told. */
export const BODY_FIRST = 0;
export const BODY_BYTES = 1;
export const BODY_END = 2;
export const BODY_BROKEN = 3;
export const BODY_QUESTION = 4;
export const BODY_FURTHER = 5;

/** What an answer is, in bits: all its headers can be seen; it is from the address of the first; If-Range was sent; it answers another method than GET. */
export const BODY_BARE = 1;
export const BODY_SAME = 2;
export const BODY_HELD = 4;
export const BODY_OTHER = 8;

/** What is put into If-Range: the first answer's ETag or Last-Modified. */
export const BODY_TAG = 1;
export const BODY_DATE = 2;

/** The headers that are read of an answer, in this order. */
export const BODY_FIELDS = [
  "content-length",
  "content-encoding",
  "content-range",
  "etag",
  "last-modified",
  "date",
  "content-type",
] as const;

/** Why bodies are not continued, by their codes. */
export const BODY_REFUSALS = ["changed", "too-long", "fruitless", "expensive", "not-resumable", "out-of-turn"] as const;

/** The one that no server has to do with. */
export const BODY_OUT_OF_TURN = 5;

/** What of one that has changed is another. */
export const BODY_DIFFERENCES = ["tag", "length", "type", "bytes", "range"] as const;

/** Why there is no range to be had. */
export const BODY_NO_RANGES = ["unmarked", "coded", "ignored", "misfit"] as const;

/** Bytes: the most that go in at once; those before the cut that are asked for again; the least that are progress. */
export const BODY_ROOM = 65536;
export const BODY_OVERLAP = 1024;
export const BODY_PROGRESS = 65536;
