// By its address: import maps do not reach into workers, and a content security policy forbids those that stand in a page.
import { fetchWithRetry, reportOf } from "/node_modules/holdfast-fetch/dist/index.js";

export async function call(address) {
  const response = await fetchWithRetry(address, { backoff: { base: 10 } });
  const { attempts, reason } = reportOf(response);
  return { status: response.status, statuses: attempts.map(({ status }) => status), reason };
}
