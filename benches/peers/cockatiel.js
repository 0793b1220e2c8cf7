import {
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import { ADDRESS, RETRIED } from "./request.js";

const failures = handleAll.orWhenResult((response) => RETRIED.includes(response.status));

const retrying = (wait) =>
  retry(failures, { maxAttempts: 3, backoff: wait === undefined ? new ExponentialBackoff() : new ConstantBackoff(wait) });
const breaking = () => circuitBreaker(failures, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });

export function plain({ wait }) {
  const policy = retrying(wait);
  return (signal, address = ADDRESS) => policy.execute(() => fetch(address), signal);
}

export function withBreaker({ wait }) {
  const policy = wrap(retrying(wait), breaking());
  return (signal, address = ADDRESS) => policy.execute(() => fetch(address), signal);
}

export function limited({ wait }) {
  const policy = wrap(retrying(wait), breaking(), timeout(30_000, TimeoutStrategy.Cooperative));
  return (outer, address = ADDRESS) => policy.execute(({ signal }) => fetch(address, { signal }), outer);
}
