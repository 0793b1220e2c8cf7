// A name without a folder, since what it imports in turn is found beside it.
import { events } from "body";
import { fetchWithRetry, RetryPolicy, reportOf } from "holdfast-fetch";

// Of no request: what is made here must not tie one request to another.
const { signal } = new AbortController();
const policy = new RetryPolicy({ budget: false });

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    if (searchParams.has("stream"))
      return Response.json(await dataOf(searchParams.get("stream"), Number(searchParams.get("last"))));
    const base = Number(searchParams.get("base") ?? 10);
    const limits = searchParams.has("unlimited") ? { attemptTimeout: false, deadline: false } : {};
    const response = await fetchWithRetry(searchParams.get("url"), policy.with({ backoff: { base }, ...limits }), { signal });
    const { attempts, reason } = reportOf(response);
    return Response.json({ status: response.status, statuses: attempts.map(({ status }) => status), reason });
  },
};

async function dataOf(address, last) {
  const found = [];
  const done = ({ data }) => data === `{"n":${last}}`;
  for await (const { data } of events(address, policy.with({ backoff: { base: 10 } }), { done, init: { signal } }))
    found.push(data);
  return found;
}
