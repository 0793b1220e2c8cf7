// Lives a plan through: clients that call the package as anybody would, each with a policy of its own, and a server that is
// simulated. Only the transport, the generator of random numbers and the time are not the platform's.

import { fetchWithRetry, type RetryError, RetryPolicy, reportOf, type StopReason } from "holdfast-fetch";
import { BROKEN, OK, type Plan, REFUSED, type Recording, TIMEOUT } from "../protocol.js";
import { randomOf } from "../random.js";
import type { VirtualClock } from "./clock.js";
import { type Attempt, attemptColumns, type Call, callColumns, newAttempt } from "./columns.js";
import { type Answer, Server } from "./server.js";

const ADDRESS = "https://server.example/";

// The number of its call stands in the address of each request.
const numberIn = (address: string): number => Number(address.slice(ADDRESS.length));

export async function record(plan: Plan, clock: VirtualClock): Promise<Recording> {
  const random = randomOf(plan.seed);
  const server = new Server(plan.server, clock, randomOf(plan.seed + 1));
  const attempts: Attempt[] = [];
  const calls: Call[] = [];
  const leaving = new AbortController();
  let isOver = false;

  for (let client = 0; client < plan.clients; client++) {
    const policy = new RetryPolicy({
      ...plan.policy,
      random: randomOf(random() * 2 ** 32),
      fetch: (address: string, init) => send(newAttempt(client, numberIn(address), clock.now), init),
    });
    const start = (): void => void make(policy, client);
    const { from, within, every, until = from } = plan.traffic;
    for (let at = from + random() * within; at <= until + within; at += every ?? Number.POSITIVE_INFINITY) clock.at(at, start);
  }

  async function make(policy: RetryPolicy, client: number): Promise<void> {
    const call: Call = { client, begun: clock.now, ended: Number.POSITIVE_INFINITY, attempts: 0, reason: "aborted" };
    calls.push(call);
    const address = `${ADDRESS}${calls.length - 1}`;
    const ending = await fetchWithRetry(address, policy, { method: plan.method, signal: leaving.signal }).catch(
      (error: RetryError) => error,
    );
    const report = reportOf(ending);
    // Given up at the end of what is shown: it has no end of its own.
    if (report === undefined || isOver) return;
    call.ended = clock.now;
    call.attempts = report.attempts.length;
    call.reason = report.reason as StopReason;
  }

  function send(attempt: Attempt, init: RequestInit): Promise<Response> {
    attempts.push(attempt);
    const { network } = plan.server;
    const key = new Headers(init.headers).get("idempotency-key");
    return new Promise((resolve, reject) => {
      const know = (outcome: number): void => {
        if (isOver) return;
        attempt.known = clock.now;
        attempt.outcome = outcome;
      };
      const { signal } = init;
      signal?.addEventListener("abort", () => {
        know(TIMEOUT);
        reject(signal.reason);
      });
      const back = ({ status, retryAfter }: Answer): void => {
        if (attempt.outcome !== 0) return;
        if (status === undefined) {
          know(BROKEN);
          reject(new TypeError("Failed to fetch"));
          return;
        }
        know(status < 400 ? OK : REFUSED);
        resolve(new Response(null, { status, headers: retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` } }));
      };
      clock.at(clock.now + network, () => {
        attempt.arrived = clock.now;
        server.take({
          method: plan.method,
          key,
          answer: (answer) => {
            attempt.left = clock.now;
            clock.at(clock.now + network, () => back(answer));
          },
        });
      });
    });
  }

  await clock.run(plan.length);
  isOver = true;
  leaving.abort();
  const reasons: StopReason[] = [];
  return {
    plan,
    attempts: attemptColumns(attempts),
    calls: callColumns(calls, reasons),
    reasons,
    load: {
      at: Float32Array.from(server.load, ([at]) => at),
      requests: Uint16Array.from(server.load, ([, requests]) => requests),
    },
    orders: Float32Array.from(server.orders),
  };
}
