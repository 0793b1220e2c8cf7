//! The options of a policy.

use super::kinds::{Check, Kind, Sink, forms};
use super::row::Row;
use super::{Group, JITTER_ALLOWED, JITTERS, PRESETS, STATUSES_ALLOWED};
use crate::cell;

pub(super) const ROWS: &[Row] = &[
    Row::words("preset", PRESETS)
        .at(cell!(Cells, preset))
        .then(Check::Preset)
        .doc("Where to start from: the name of a preset.")
        .default(r#""standard""#)
        .ts("PresetName"),
    Row::whole("retries", 0.0, 1000.0)
        .at(cell!(Cells, first.retries))
        .doc("Attempts after the first, in the first tier.")
        .default("3"),
    Row::object("backoff", Group::Backoff)
        .or(forms::FUNCTION)
        .at(cell!(Cells, first.pace))
        .then(Check::Backoff)
        .says("an object such as { type, base, factor, cap }, or a function")
        .example(r#"{ backoff: { type: "exponential", base: "1s", factor: 2, cap: "30s" } }"#)
        .doc("How long to wait before each retry of the first tier, before jitter.")
        .default(r#"{ type: "exponential", base: "500ms", factor: 2, cap: "20s" }"#)
        .ts("BackoffFunction"),
    Row::words("jitter", JITTERS)
        .of(Group::Jitter)
        .at(cell!(Cells, first.jitter))
        .then(Check::Jitter)
        .says(JITTER_ALLOWED)
        .example(r#"{ backoff: { type: "list", list: ["1s", "5s"] }, jitter: { proportional: 0.25 } }"#)
        .doc("How these waits are spread. A function's waits are taken as they are, unless `jitter` is written too.")
        .default(r#""full""#),
    Row::object("tiers", Group::Tier)
        .listed()
        .at(cell!(Cells, later))
        .then(Check::Tiers)
        .says("an array of { retries, backoff, jitter }")
        .example(r#"{ retries: 3, tiers: [{ retries: 3, backoff: { base: "1m" } }], deadline: "15m" }"#)
        .doc("Further series of retries when the first is used up.")
        .default("[]"),
    Row::scalar("statuses", Kind::Status)
        .listed()
        .of(Group::Statuses)
        .or(forms::SHORT)
        .at(cell!(Cells, statuses))
        .then(Check::Statuses)
        .says(STATUSES_ALLOWED)
        .example(r#"{ statuses: { include: [408, 429, "5xx"], except: [501] } }"#)
        .doc("Responses to retry. 413 is retried only with a hint.")
        .default(r#"{ include: [408, 425, 429, "5xx"], except: [501, 505, 506, 508, 510, 511] }"#),
    Row::boolean("networkErrors")
        .at(cell!(Cells, network_errors))
        .doc("Retry when no response came: refused, reset, unreachable. Not programming errors, invalid URLs or expired certificates. Of an operation of `retry()`, whatever it throws that says no status and is no timeout, abort or programming error. Where `redirect` is `\"error\"` or `\"manual\"`, a request whose connection was never made is retried whatever its method: no server has seen it. So says the platform's `fetch`; a transport of the policy's own (`fetch`) may have sent it all the same, and is not believed.")
        .default("true"),
    Row::boolean("timeouts")
        .worded(&["vouched"], 2.0)
        .at(cell!(Cells, timeouts))
        .says(r#""vouched", true or false"#)
        .doc(r#"Retry when `attemptTimeout` ran out.

- `"vouched"`: if this origin gave a good answer no more than 30 s before the attempt was sent, or since; each good answer vouches for one retry, also after 408, 504, 524 and 598. A connection that was never made leaves no work behind, and needs no answer. One is granted to a client that has had no answer yet. That is what lets a fleet recover.
- `true`: like any other failure, as the presets do whose guide says so
- `false`: never"#)
        .default(r#""vouched""#),
    Row::boolean("idempotent")
        .worded(&["auto"], 2.0)
        .at(cell!(Cells, idempotent))
        .says(r#""auto", true or false"#)
        .doc(r#"May a request be sent again that the server may have acted on?

- `"auto"`: if its method is idempotent (RFC 9110 9.2.2), or it carries an idempotency key or a precondition that fails once it has taken effect (`If-Match` with a tag, `If-None-Match: *`)
- `true`: always
- `false`: never"#)
        .default(r#""auto""#),
    Row::whole("unprocessed", 400.0, 599.0)
        .listed()
        .to(Sink::Set)
        .at(cell!(Cells, unprocessed))
        .says("an array of statuses from 400 to 599")
        .doc("Statuses, 400 to 599, by which this server says that it did not act: retried whatever the method.")
        .default("[425, 429]"),
    Row::scalar("idempotencyKey", Kind::Key)
        .or(forms::FALSE | forms::TRUE | forms::FUNCTION | forms::SHORT)
        .of(Group::IdempotencyKey)
        .at(cell!(Cells, key))
        .says("true, false, a text, a function, or { key, header, format, methods, horizon }")
        .example(r#"{ idempotencyKey: { header: "X-Request-Id", horizon: "24h" } }"#)
        .doc("Send an idempotency key, the same on all attempts of one call. `true`: a random UUID on POST and PATCH, or the preset's methods. A fixed text is the same for every call of the policy: give it per request, or the server will take the second order for a repetition of the first.")
        .default("false")
        .ts("(() => string)"),
    Row::object("retryAfter", Group::RetryAfter)
        .or(forms::FALSE | forms::TRUE)
        .at(cell!(Cells, hints))
        .says("true, false, or { cap, jitter, headers, dateHeader }")
        .example(r#"{ retryAfter: { cap: "1m" } }"#)
        .doc("Obey the server's hint how long to wait: a floor, never shortened; one that cannot be read makes the wait the whole backoff at least. `x-should-retry: false` ends the call, `true` makes its status one that is retried. `false` ignores all of it.")
        .default("true"),
    Row::limit("attemptTimeout")
        .at(cell!(Cells, attempt_timeout))
        .doc("How long one attempt may wait for response headers: above 0. `false`: no limit of its own.")
        .default(r#""30s""#),
    Row::limit("deadline")
        .at(cell!(Cells, deadline))
        .example(r#"{ attemptTimeout: "5s", deadline: "30s" }"#)
        .doc("How long the whole call may wait for response headers, retries and waits included: above 0. A wait that would not end before it is not begun. It bounds a default `attemptTimeout` too; one that is written must not be longer. A fallback has the last tenth of it, a second at most. The time that a machine sleeps counts too; but since a wall clock that is set forward looks the same, it leaves the call one attempt more. `false`: no limit.")
        .default(r#""3m""#),
    Row::function("shouldRetry")
        .at(cell!(Cells, asks))
        .example(r#"{ shouldRetry: ({ response }) => (response?.status === 409 ? "2s" : undefined) }"#)
        .doc(r#"The last word on a failed attempt that another one could follow, sync or async. `retries` and `deadline` still bound it, and a server's hint stays a floor. What it throws ends the call (reason `error`); what is none of these is told on the console, and means nothing.

- `true`, or `{ retry: true, delay }`: retry, even where that may repeat an effect
- a duration: retry after it (0 or less: at once), if the request may be repeated
- `false`: stop (reason `veto`)
- nothing: as the policy says"#)
        .ts("((outcome: Outcome) => boolean | Duration | { retry: boolean; delay?: Duration } | null | undefined | void | PromiseLike<boolean | Duration | { retry: boolean; delay?: Duration } | null | undefined | void>)"),
    Row::function("statusOf")
        .at(cell!(Cells, means))
        .example(r#"{ statusOf: async (response) => ((await response.clone().text()).includes("overloaded") ? 503 : undefined) }"#)
        .doc("What a response really means, sync or async: a status from 100 to 599 to judge it by (of a 200 that says \"overloaded\", 503), or nothing. Asked of every response, failures too: let a body that cannot be read mean nothing. Retries, hints, budget, breaker and report go by it; the response that the call ends with is returned as it came, or with `throwOnStatus` thrown if it means 400 or more. The caller gets that very response: read `response.clone()` to its end, or cancel it. A clone that is still being read at the deadline is cut short, and the response's body with it. What it throws ends the call (reason `error`).")
        .ts("((response: Response) => number | null | undefined | void | PromiseLike<number | null | undefined | void>)"),
    Row::object("budget", Group::Budget)
        .or(forms::FALSE)
        .at(cell!(Cells, budget))
        .then(Check::Budget)
        .says("false, or { ratio, initial, cap }")
        .example(r#"{ budget: { ratio: 0.1, initial: 10, cap: 10 } }"#)
        .doc("Retry tokens, shared by all calls of this policy to one origin: a retry that fails costs one. `false`: no limit.")
        .default("{ ratio: 0.4, initial: 6, cap: 6 }"),
    Row::object("breaker", Group::Breaker)
        .or(forms::FALSE | forms::TRUE)
        .at(cell!(Cells, breaker))
        .then(Check::Breaker)
        .says("true, false, an object such as { failureRate, window, minimum, open }, or a CircuitBreaker")
        .example(r#"{ breaker: { failureRate: 0.5, window: "30s", minimum: 10, open: "10s" } }"#)
        .doc("A circuit breaker, shared by all calls of this policy to one origin; or one that you made, to share with other policies.")
        .default("false")
        .ts("CircuitBreaker"),
    Row::object("throttle", Group::Throttle)
        .or(forms::FALSE | forms::TRUE)
        .at(cell!(Cells, throttle))
        .says("true, false, or { k, window, cap }")
        .doc("Adaptive throttling of all attempts, first ones included.")
        .default("false"),
    Row::object("fallback", Group::CachedFallback)
        .worded(&["cache"], 1.0)
        .or(forms::FALSE | forms::FUNCTION)
        .at(cell!(Cells, fallback))
        .says(r#"a function, "cache", { cache, maxAge } or false"#)
        .example(r#"{ breaker: true, fallback: ({ reason }) => (reason === "circuit-open" ? Response.json([]) : undefined) }"#)
        .doc(r#"A second-best answer, when there is no good one: the circuit is open, or retries end without success. The report says that it was one. Not for statuses that are no failures of the server, such as 404, and not after an abort.

- a function: what it returns is the answer; nothing: there is none
- `"cache"`: the last good answer from the Cache API, where the platform has one"#)
        .default("false")
        .ts("((context: FallbackContext) => Response | undefined | void | PromiseLike<Response | undefined | void>)"),
    Row::function("refresh")
        .or(forms::FALSE)
        .at(cell!(Cells, refreshes))
        .says("a function, or false")
        .example(r#"{ refresh: async () => ({ authorization: `Bearer ${await newToken()}` }) }"#)
        .doc("Called on 401 and 403, once for each call, and once at a time for all calls with this very function to one origin; then the request is sent again with the headers that it returns. Return nothing to send the same request again, `false` to leave the answer as it is. What it throws ends the calls that wait for it (reason `error`).")
        .default("false")
        .ts("((response: Response) => FetchHeaders | false | undefined | void | PromiseLike<FetchHeaders | false | undefined | void>)"),
    Row::object("until", Group::Until)
        .worded(&["found", "done"], 1.0)
        .or(forms::FALSE | forms::FUNCTION)
        .at(cell!(Cells, until))
        .then(Check::Until)
        .says(r#""found", "done", a function, { not, done, backoff, jitter } or false"#)
        .example(r#"{ until: { not: [202, 404], backoff: { type: "constant", base: "2s" } }, deadline: "5m" }"#)
        .doc(r#"Poll: ask again until the answer is there.

- `"found"`: while 404
- `"done"`: while 202, at its `Location` if it has one
- a function: until it says true of a response below 400. The caller gets that very response: read `response.clone()`"#)
        .default("false")
        .ts("((response: Response) => boolean | PromiseLike<boolean>)"),
    Row::boolean("throwOnStatus")
        .at(cell!(Cells, throws))
        .doc("Reject with a `RetryError` that carries the response, when the call ends with a status of 400 or more.")
        .default("false"),
    Row::function("onEvent")
        .example(r#"{ onEvent: ({ type, attempt, of, delay }) => type === "wait" && console.log(`${attempt} of ${of}, again in ${delay} ms`) }"#)
        .doc("Told of every attempt and decision. What it throws is printed, and changes nothing.")
        .ts("((event: RetryEvent) => void)"),
    Row::logger("log")
        .at(cell!(Cells, logs))
        .says("an object with the methods debug, info, warn and error, such as console; or false")
        .example(r#"{ log: console }"#)
        .doc("Prints a line for each attempt and decision: `log: console`. Without what may be secret: query strings, credentials, keys, headers. (`livePerson` prints faults on the console by itself; `false` stops that.)")
        .default("false")
        .ts("Logger"),
    Row::function("fetch")
        .doc("The transport. It is also told which attempt it makes.")
        .default("globalThis.fetch, looked up at each attempt")
        .ts("((input: any, init?: any, attempt?: AttemptContext) => Promise<Response>)"),
    Row::function("random")
        .doc("A number in [0, 1) for jitter. By default from a generator that is seeded with the system's entropy.")
        .ts("(() => number)"),
    Row::function("now")
        .doc("The time in milliseconds since 1970. By default the platform's clocks: one for dates, and a monotonic one for durations.")
        .ts("(() => number)"),
    Row::boolean("unref")
        .to(Sink::Nowhere)
        .doc("A wait does not keep a Node process running: it may end in the midst of a call. Elsewhere this means nothing.")
        .default("false"),
];
