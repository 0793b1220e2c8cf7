import { fetchWithRetry, reportOf } from "holdfast-fetch";

const address = new URLSearchParams(location.search).get("play");
const response = await fetchWithRetry(address, { backoff: { base: 10 } });
const { attempts, reason } = reportOf(response);
const report = { status: response.status, statuses: attempts.map(({ status }) => status), reason };
document.querySelector("output").textContent = JSON.stringify(report);
