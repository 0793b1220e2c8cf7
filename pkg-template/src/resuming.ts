// A fetch whose bodies are continued where they broke.
import { type Duration, type FetchInput, type PolicyInput, type RetryFetch, type RetryFetchInit, reportOf } from "holdfast-fetch";
import { flagsOf, headOf, urlOf } from "./answer-head.js";
import { AROUND, type Around, bare, inside } from "./around.js";
import { fetchBy, ofMaker } from "./body-arguments.js";
import { BodyCore } from "./body-core.js";
import { ToldBody } from "./body-events.js";
import { type Bytes, bytes, callback, duration, readOptions } from "./body-options.js";
import { type Gap, reportBody } from "./body-report.js";
import type { Origin } from "./continuation.js";
import { BODY_OTHER, BODY_PASS, BODY_SAME } from "./generated/body-codes.js";
import { instead } from "./layered-fetch.js";
import { originOf } from "./origin.js";
import { spreadable } from "./request.js";
import { REST } from "./rest-of-body.js";
import { ResumedBody } from "./resumed-body.js";
import { dressedAs } from "./resumed-response.js";

/** What {@link resuming} takes second. */
export interface ResumeOptions {
  /**
   * Longest silence while somebody waits for bytes, in milliseconds or as in `"30s"`. The time that a slow reader takes does not count. Of
   * a body that cannot be continued, reading then rejects with a `TimeoutError`.
   *
   * @default "30s"
   */
  idle?: Duration | false;
  /**
   * For the whole body from its headers on, gaps included. Afterwards reading rejects with a {@link BodyError} of the reason `deadline`.
   *
   * @default false
   */
  within?: Duration | false;
  /**
   * How much may be read again, in all, where there is no range to be had: bytes up to 2 GB, or a text such as `"16MB"`. `false`: nothing.
   *
   * @default "16MB"
   */
  reread?: Bytes | false;
  /**
   * The address for a continuation, if another is needed: one that is signed anew. Called once for each gap, as its first request is to be
   * sent, within the time of that attempt. What it throws ends the body, and so does what is no address.
   *
   * What is sent there is a GET with the headers of the first request, and those of a `Request` over them. To another origin than the first
   * request's, none of the first request's go along but `Accept`, `Accept-Language` and `Range`, and no cookies, nor what `refresh` made, which is
   * not asked for a 401 from there either: what is needed there, a `Request` may bring. Budgets and circuits stay those of the first request's origin.
   *
   * @example
   * ```ts
   * const download = resuming({}, { address: async () => (await sign("videos/big.mp4")).url });
   * ```
   */
  address?: (gap: Gap) => FetchInput | PromiseLike<FetchInput>;
}

// Of a policy that polls, so many breaks in a row may be fruitless: what `standard` has in retries.
const FRUITLESS = 3;

interface Settings {
  readonly idle: number;
  readonly within: number;
  readonly reread: number;
  readonly address: ResumeOptions["address"];
}

/**
 * A `fetch` whose GET bodies are continued where they broke: by a range, if a strong validator proves that it is of the same
 * representation, otherwise by reading again and comparing. What cannot be proved is an error, never a splice. Bodies of all methods are
 * limited in their silence.
 *
 * A break is a failed attempt: it is waited, paid and given up for as the policy says. Calls resolve and reject as those of `createFetch`
 * do, with a `Response` of the platform's class, over a stream that reads when it is read.
 *
 * Reading rejects with
 * - a {@link BodyError} where a body broke and could not be continued
 * - `signal.reason` itself when the caller aborts
 * - the platform's own error for a body that is none to continue: not of a GET, not 200 or 206
 *
 * @throws `TypeError` on a bad policy, and on bad options
 * @example
 * ```ts
 * const download = resuming({ retries: 5 }, { idle: "20s" });
 * const response = await download("https://files.example/big.iso");
 * for await (const piece of response.body) write(piece);
 * ```
 */
export function resuming(policy?: PolicyInput, options?: ResumeOptions): RetryFetch {
  const places = ofMaker("resuming");
  const settings = readOptions<Settings>(places, options, {
    idle: duration("30s"),
    within: duration(false),
    reread: bytes("16MB", true),
    address: callback(),
  });
  const send = fetchBy(policy, settings, places);
  return instead(send, (input, init) => begun(settings, send, input, init));
}

// How an attempt was sent, and what it was answered.
interface Sent {
  readonly input: unknown;
  readonly init: RequestInit;
  response?: Response;
}

async function begun(
  settings: Settings,
  send: RetryFetch,
  input: FetchInput,
  init: RetryFetchInit | undefined,
): Promise<Response> {
  const given = spreadable(init) as RetryFetchInit | undefined;
  const rest = new ToldBody();
  let last: Sent | undefined;
  const layer: Around = async (transport, input, given, ...context) => {
    const init = bare(given);
    const sent: Sent = { input, init };
    last = sent;
    const response = await transport(input, init, ...context);
    sent.response = response as Response;
    return response;
  };
  const response = await send(input, { ...given, [AROUND]: inside(given, layer), [REST]: rest } as RetryFetchInit);
  // One that came back, through what wraps a global fetch, was not sent anew.
  if (last === undefined || !isReadable(response) || isFallback(response, last)) return response;
  const sent: Sent = last;
  const url = urlOf(sent.input);
  const origin = { ...sent, send, given, rest, method: methodOf(sent), url, first: response, address: settings.address };
  // What refresh makes is for servers that the caller has chosen, and a new call would not know that this one is none.
  const isChosen = originOf(url) === originOf(urlOf(input));
  return resumed(settings, origin, isChosen, signalOf(input, given));
}

function resumed(settings: Settings, origin: Origin, isChosen: boolean, signal: AbortSignal | undefined): Response {
  const { first, rest, method } = origin;
  const { most = 0 } = rest;
  const fruitless = most < Number.POSITIVE_INFINITY ? most - 1 : FRUITLESS;
  const core = new BodyCore(settings.reread, fruitless);
  const flags = flagsOf(first) | BODY_SAME | (method === "GET" && isChosen ? 0 : BODY_OTHER);
  const goesOn = core.answer(true, first.status, headOf(first), flags) !== BODY_PASS;
  if (!goesOn) core.release();
  const body = new ResumedBody(origin, goesOn ? core : undefined, { ...settings, fruitless });
  try {
    const response = dressedAs(first, body.stream, body.failed);
    body.open(first.body as ReadableStream<Uint8Array>, signal);
    reportBody(response, body.report);
    rest.attach?.(response);
    return response;
  } catch {
    // An imitation, of which the platform can make none of its own.
    core.release();
    return first;
  }
}

// A layer outside of this one may have put another response in its place. A fallback's is nobody's beginning.
function isFallback(response: Response, { response: answered }: Sent): boolean {
  return response !== answered && reportOf(response)?.fallback === true;
}

// Mocks may have something else for a body, or none, and whoever was asked what the answer means may have read it.
function isReadable({ body, bodyUsed }: Response): boolean {
  return typeof body?.getReader === "function" && !body.locked && !bodyUsed;
}

function methodOf({ input, init }: Sent): string {
  return (init.method ?? (Object(input) as Partial<Request>).method ?? "GET").toUpperCase();
}

function signalOf(input: FetchInput, given: RetryFetchInit | undefined): AbortSignal | undefined {
  const { signal } = Object(input) as Partial<Request>;
  return (given?.signal === undefined ? signal : given.signal) ?? undefined;
}
