const { fetchWithRetry, reportOf } = require("holdfast-fetch");

exports.required = fetchWithRetry;

exports.describe = (response) => {
  const { attempts, reason } = reportOf(response);
  return { status: response.status, statuses: attempts.map(({ status }) => status), reason };
};
