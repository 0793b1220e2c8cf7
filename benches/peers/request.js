// The same work for all peers.

export const ADDRESS = "https://api.example/items/1";

/** What every peer retries, besides errors. */
export const RETRIED = [408, 425, 429, 500, 502, 503, 504];
