// A context of node:vm is another realm, with no more of the platform than it is given. This is what the package needs.
const { readFileSync } = require("node:fs");
const vm = require("node:vm");

const { AbortController, clearTimeout, fetch, performance, setTimeout } = globalThis;
const context = vm.createContext({ AbortController, clearTimeout, fetch, performance, setTimeout, exports: {}, module: {} });
const file = require.resolve("holdfast-fetch/package.json").replace("package.json", "dist/index.cjs");
vm.runInContext(readFileSync(file, "utf8"), context, { filename: file });

const { fetchWithRetry, reportOf } = context.module.exports;
fetchWithRetry(process.argv[2], { backoff: { base: 10 } }).then((response) => {
  const { attempts, reason } = reportOf(response);
  console.log(JSON.stringify({ status: response.status, statuses: attempts.map(({ status }) => status), reason }));
});
