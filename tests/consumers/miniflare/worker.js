import { fetchWithRetry, reportOf } from "holdfast-fetch";

export default {
  async fetch(request) {
    const url = new URL(request.url).searchParams.get("url");
    const response = await fetchWithRetry(url, { backoff: { base: 10 } });
    const { attempts, reason } = reportOf(response);
    return Response.json({ status: response.status, statuses: attempts.map(({ status }) => status), reason });
  },
};
