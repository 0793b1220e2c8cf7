// A call takes one of the two retry tokens that there are for the origin. So a second one would be cut short, but for one
// in another thread, which has an instance of its own.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { fetchWithRetry, reportOf } from "holdfast-fetch";

async function call(url) {
  const response = await fetchWithRetry(url, { backoff: { base: 10 }, budget: { initial: 2, ratio: 0 } });
  const { attempts, reason } = reportOf(response);
  return { status: response.status, statuses: attempts.map(({ status }) => status), reason };
}

if (isMainThread) {
  const [, , ...urls] = process.argv;
  const inMain = await call(urls[0]);
  const inThread = await new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: urls[1] });
    worker.once("message", resolve).once("error", reject);
  });
  const again = await call(urls[2]);
  console.log(JSON.stringify({ inMain, inThread, again }));
} else {
  parentPort.postMessage(await call(workerData));
}
