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
  retry(failures, { maxAttempts: 3, backoff: wait === 0 ? new ConstantBackoff(0) : new ExponentialBackoff() });
const breaking = () => circuitBreaker(failures, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });

export function plain({ wait }) {
  const policy = retrying(wait);
  return () => policy.execute(() => fetch(ADDRESS));
}

export function withBreaker({ wait }) {
  const policy = wrap(retrying(wait), breaking());
  return () => policy.execute(() => fetch(ADDRESS));
}

export function limited({ wait }) {
  const policy = wrap(retrying(wait), breaking(), timeout(30_000, TimeoutStrategy.Cooperative));
  return () => policy.execute(({ signal }) => fetch(ADDRESS, { signal }));
}
