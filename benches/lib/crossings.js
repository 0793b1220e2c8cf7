// A process of its own: counts what crosses between JavaScript and wasm for one call, and prints it as JSON.
import { installTransport, play, skipWaits } from "./mock.js";
import { listen } from "./watched-wasm.js";

const WARM_UP = 100;
const BYTES = 8;

installTransport();
skipWaits();
const { fetchWithRetry, RetryPolicy } = await import((await import("./package.js")).entry());

const count = { in: 0, out: 0, bytes: 0 };
listen({
  crossed(direction, takes, returned) {
    count[direction]++;
    count.bytes += BYTES * (takes + (returned === undefined ? 0 : 1));
  },
});

const policies = {
  plain: new RetryPolicy({ ...atOnce(), attemptTimeout: false, deadline: false, budget: false }),
  limited: new RetryPolicy({ ...atOnce(), budget: { ratio: 1 } }),
};
const taken = {};
for (const [name, policy] of Object.entries(policies)) {
  taken[name] = { first: await crossings(policy, 200), retry: await crossings(policy, 503, 200) };
}
console.log(JSON.stringify(taken));

function atOnce() {
  return { backoff: { type: "constant", base: 0 }, jitter: "none" };
}

/** Of one call after many: the core runs, and knows the policy. */
async function crossings(policy, ...statuses) {
  play(...statuses);
  for (let call = 0; call < WARM_UP; call++) await fetchWithRetry("https://api.example/items/1", policy);
  Object.assign(count, { in: 0, out: 0, bytes: 0 });
  await fetchWithRetry("https://api.example/items/1", policy);
  return { ...count };
}
