import { fetchWithRetry, reportOf } from "holdfast-fetch";

export async function call(address) {
  const response = await fetchWithRetry(address, { backoff: { base: 10 } });
  const { attempts, reason } = reportOf(response);
  return { status: response.status, statuses: attempts.map(({ status }) => status), reason };
}
