import { type CallReport, fetchWithRetry, type PolicyOptions, reportOf } from "holdfast-fetch";

async function main(): Promise<void> {
  const options: PolicyOptions = { preset: "statusCodes", backoff: { base: 10 } };
  const response: Response = await fetchWithRetry(process.argv[2] ?? "", options);
  const report: CallReport | undefined = reportOf(response);
  const statuses = report?.attempts.map(({ status }) => status);
  console.log(JSON.stringify({ status: response.status, statuses, reason: report?.reason }));
}

main();

// @ts-expect-error: no such preset; would go unnoticed if the types were not found
export const misspelt: PolicyOptions = { preset: "statuscodes" };
