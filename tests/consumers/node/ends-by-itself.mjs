// A timer that is left behind would keep this process for an hour.
import { fetchWithRetry, reportOf } from "holdfast-fetch";

const policy = { backoff: { base: 10 }, attemptTimeout: "1h", deadline: "2h" };
const init = { signal: new AbortController().signal };
const response = await fetchWithRetry(process.argv[2], policy, init);
await response.text();
const { attempts, reason } = reportOf(response);
console.log(JSON.stringify({ status: response.status, statuses: attempts.map(({ status }) => status), reason }));
