// What the tests do in pages and workers. Results are plain data.

import { fetchWithRetry, RetryPolicy, reportOf, retry } from "/pkg/index.js";

// Without a budget, which all calls to one origin would share.
const QUICK = { backoff: { type: "constant", base: 5 }, jitter: "none", budget: false };

/** Aborts a call with a reason of the caller's own: once the server has what this query of its journal waits for, or in a wait. */
export async function abortWithReason(url, journal) {
  const controller = new AbortController();
  const reason = { of: "the caller's own" };
  const abort = () => controller.abort(reason);
  const policy = { ...QUICK, onEvent: ({ type }) => type === "wait" && !journal && abort() };
  const call = fetchWithRetry(url, policy, { signal: controller.signal });
  const outcome = rejection(call, () => reason);
  if (journal) await fetch(journal).then(abort);
  return outcome;
}

/** The caller's own time limit. */
export async function timeoutSignal(url, milliseconds) {
  const signal = AbortSignal.timeout(milliseconds);
  return rejection(fetchWithRetry(url, QUICK, { signal }), () => signal.reason);
}

/** What the platform's own fetch makes of the same two. */
export async function bareAborts(url, milliseconds) {
  const controller = new AbortController();
  const aborted = rejection(fetch(url, { signal: controller.signal }), () => controller.signal.reason);
  controller.abort({ of: "the caller's own" });
  const signal = AbortSignal.timeout(milliseconds);
  return [await aborted, await rejection(fetch(url, { signal }), () => signal.reason)];
}

async function rejection(call, reason) {
  return call.then(
    () => "fulfilled",
    (error) => ({ isReason: error === reason(), name: error?.name, ...historyOf(error) }),
  );
}

/** How a call with the package ends, and what it told meanwhile. */
export async function load(url, policy, init, reads = false) {
  const failures = [];
  const onEvent = ({ type, failure, error }) => type === "failure" && failures.push([failure, error?.name]);
  try {
    const response = await fetchWithRetry(url, { ...QUICK, ...policy, onEvent }, init);
    return { status: response.status, failures, ...historyOf(response), ...(reads && (await textOf(response))) };
  } catch (error) {
    return { name: error.name, cause: error.cause?.name, failures, ...historyOf(error) };
  }
}

/** How an operation ends that reads the body, which may break. */
export async function readInOperation(url) {
  const operation = async ({ signal }) => (await fetch(url, { signal })).text();
  return retry(operation, QUICK).then(
    (text) => text.length,
    (error) => historyOf(error),
  );
}

/** How one ends whose own signal, unknown to the package, is aborted while it reads. */
export async function abortInOperation(url) {
  let attempts = 0;
  const operation = async () => {
    attempts++;
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    setTimeout(() => controller.abort());
    return response.text();
  };
  const { reason, history } = await retry(operation, QUICK).catch(historyOf);
  return { reason, history, attempts };
}

/** A call where `next` makes the server go on to its next step once an attempt has failed. */
export async function loadWithNext(url, policy, next) {
  let asked;
  const shouldRetry = async () => {
    asked ??= fetch(next);
    await asked;
  };
  return load(url, { ...policy, shouldRetry });
}

/** How the platform's own fetch ends; `pending` if it has not ended in time. `next` tells the server that the head was seen. */
export async function bare(url, init, milliseconds, next) {
  const controller = new AbortController();
  const late = new Promise((resolve) => {
    setTimeout(resolve, milliseconds, "pending");
  });
  const ended = fetch(url, { ...init, signal: controller.signal }).then(
    async (response) => {
      if (next) await fetch(next);
      return { status: response.status, ...(await textOf(response)) };
    },
    ({ name, message }) => ({ name, message }),
  );
  const outcome = await Promise.race([ended, late]);
  controller.abort();
  return outcome;
}

/** Reads a body that does not end well, and gives it up by the signal of the call. `next` tells the server that the head was seen. */
export async function giveUpBody(url, next) {
  const controller = new AbortController();
  const response = await fetchWithRetry(url, QUICK, { signal: controller.signal });
  if (next) await fetch(next);
  const body = textOf(response);
  controller.abort(new Error("enough"));
  return { status: response.status, ...(await body) };
}

/** The listeners that are left on one signal after so many calls that end in different ways. */
export async function listenersAfter(calls) {
  const { signal } = new AbortController();
  let [left, most] = [0, 0];
  for (const [name, step] of [
    ["addEventListener", 1],
    ["removeEventListener", -1],
  ]) {
    const own = signal[name];
    signal[name] = (...args) => {
      left += step;
      most = Math.max(most, left);
      return own.apply(signal, args);
    };
  }
  const answers = [
    async () => new Response(null, { status: 200 }),
    async ({ attempt }) => new Response(null, { status: attempt === 1 ? 503 : 200 }),
    async () => new Response(null, { status: 404 }),
    () => Promise.reject(new TypeError("Failed to fetch")),
  ];
  const policies = answers.map(
    (answer) => new RetryPolicy({ ...QUICK, retries: 1, backoff: { base: 0 }, fetch: (_url, _init, context) => answer(context) }),
  );
  let ended = 0;
  const count = () => {
    ended++;
  };
  for (let call = 0; call < calls; call += 100) {
    const crowd = Array.from({ length: 100 }, (_, at) => fetchWithRetry("http://mock/", policies[at % 4], { signal }));
    await Promise.all(crowd.map((call) => call.then(count, count)));
  }
  return { ended, most, left };
}

/** The waits of a policy, as this instance of the package draws them. */
export function waits() {
  return [[...new RetryPolicy("standard").delays()]];
}

/** The same of so many further instances; a page can import them, a service worker cannot. */
export async function waitsOf(instances) {
  const drawn = [];
  for (let at = 0; at < instances; at++) {
    const { RetryPolicy: Own } = await import(`/pkg/index.js?instance=${at}`);
    drawn.push([...new Own("standard").delays()]);
  }
  return drawn;
}

async function textOf(response) {
  return response.text().then(
    (text) => ({ body: text.length }),
    ({ name }) => ({ body: name }),
  );
}

function historyOf(outcome) {
  const report = reportOf(outcome);
  if (report === undefined) return {};
  return { reason: report.reason, history: report.attempts.map(({ status, failure }) => status ?? failure).join(" ") };
}

/** The golden hour, line by line, as the package's own tests run it in Node. */
export async function goldenHour() {
  const [{ line }, { hourOf }, { virtualTime }] = await Promise.all(
    ["hour", "hour-of-calls", "virtual-time"].map((name) => import(`/shared/${name}.js`)),
  );
  const replaced = [];
  const method = (object, name, own) => {
    replaced.push([object, name, object[name]]);
    object[name] = own;
  };
  const time = virtualTime({ mock: { method } });
  // So the package knows fake timers, which get a timer for each wait.
  setTimeout.clock = {};
  const lines = [];
  try {
    await hourOf({ fetchWithRetry, RetryPolicy }, time, (...told) => lines.push(line(...told)));
  } finally {
    for (const [object, name, theirs] of replaced) object[name] = theirs;
  }
  return lines;
}
