import { fetchWithRetry, RetryPolicy, reportOf } from "holdfast-fetch";

// Of no request: what is made here must not tie one request to another.
const { signal } = new AbortController();
const policy = new RetryPolicy({ budget: false });

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const base = Number(searchParams.get("base") ?? 10);
    const limits = searchParams.has("unlimited") ? { attemptTimeout: false, deadline: false } : {};
    const response = await fetchWithRetry(searchParams.get("url"), policy.with({ backoff: { base }, ...limits }), { signal });
    const { attempts, reason } = reportOf(response);
    return Response.json({ status: response.status, statuses: attempts.map(({ status }) => status), reason });
  },
};
