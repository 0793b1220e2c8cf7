import { core } from "./core.js";
import { RetryError } from "./errors.js";

/**
 * `fetch`, retried as the policy says.
 *
 * @throws {@link RetryError} when no response came
 * @category Calls
 */
export async function fetchWithRetry(input: Parameters<typeof fetch>[0]): Promise<Response> {
  core();
  return fetch(input).catch((cause) => {
    throw new RetryError("no response came", { cause });
  });
}
