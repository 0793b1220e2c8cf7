import { fetchWithRetry, reportOf } from "holdfast-fetch";

const response = await fetchWithRetry(process.argv[2], { backoff: { base: 10 } });
const { attempts, reason } = reportOf(response);
console.log(JSON.stringify({ status: response.status, statuses: attempts.map(({ status }) => status), reason }));
