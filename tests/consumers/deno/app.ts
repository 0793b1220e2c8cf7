import { type Attempt, fetchWithRetry, reportOf } from "holdfast-fetch";

const [url = ""] = Deno.args;
const response: Response = await fetchWithRetry(url, { backoff: { base: 10 } });
const attempts: Attempt[] = reportOf(response)?.attempts ?? [];
console.log(
  JSON.stringify({
    status: response.status,
    statuses: attempts.map(({ status }) => status),
    reason: reportOf(response)?.reason,
  }),
);
