const { fetchWithRetry, reportOf } = require("holdfast-fetch");

fetchWithRetry(process.argv[2], { backoff: { base: 10 } }).then((response) => {
  const { attempts, reason } = reportOf(response);
  console.log(JSON.stringify({ status: response.status, statuses: attempts.map(({ status }) => status), reason }));
});
