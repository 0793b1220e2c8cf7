import { fetchWithRetry, reportOf } from "holdfast-fetch";

const address = new URLSearchParams(location.search).get("play");
fetchWithRetry(address, { backoff: { base: 10 } }).then((response) => {
  const { attempts, reason } = reportOf(response);
  const report = { status: response.status, statuses: attempts.map(({ status }) => status), reason };
  document.querySelector("output").textContent = JSON.stringify(report);
});
