// Things that nobody should pass, each with a name. None of them may leave a call pending, or bring the core down.

const gone = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const throwing = (...names) => {
  const fail = (name) => () => {
    throw new Error(`${name} was read`);
  };
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { enumerable: true, get: fail(name) }])));
};

const fail = () => {
  throw new Error("called");
};

const thenable = (then) => ({ then });

// Values of no use. New ones for each list: a report may be tied to them.
const values = () => [
  ["undefined", undefined],
  ["null", null],
  ["zero", 0],
  ["NaN", NaN],
  ["true", true],
  ["bigint", 1n],
  ["symbol", Symbol("odd")],
  ["object", {}],
  ["object without prototype", Object.create(null)],
  ["frozen object", Object.freeze({})],
  ["array", []],
  ["function", () => {}],
  ["object that is no text", { toString: fail }],
  ["revoked proxy", gone()],
];

export const inputs = () => [
  ...values(),
  ["url that throws", throwing("url")],
  ["signal that throws", throwing("signal")],
  ["method that throws", throwing("method")],
  ["headers that throw", throwing("headers")],
  ["clone that throws", { url: "http://mock/", method: "PUT", clone: fail }],
  ["clone that is no request", { url: "http://mock/", method: "PUT", clone: () => undefined }],
  ["method that is a symbol", { url: "http://mock/", method: Symbol("odd") }],
  ["address with lines", "http://mock/\n\n\n"],
];

export const inits = () => [
  ...values(),
  ["text", "POST"],
  ...["signal", "method", "headers", "body"].map((name) => [`${name} that throws`, throwing(name)]),
  ...["signal", "method", "headers", "body"].flatMap((name) =>
    values().map(([what, value]) => [`${name}: ${what}`, { [name]: value }]),
  ),
  ["method with lines", { method: "A\n8\nB" }],
  ["body maker that throws", { method: "PUT", body: fail }],
  ["body maker that rejects", { method: "PUT", body: async () => fail() }],
  ["signal that cannot be listened to", { signal: { aborted: false, addEventListener: fail } }],
  ["signal whose state throws", { signal: throwing("aborted") }],
  ["signal whose reason throws", { signal: Object.assign(throwing("reason"), { aborted: true }) }],
];

/** What a transport gives back, at once or by a promise. */
export const answersOf = () => [
  ...values(),
  ["text", "200"],
  ["no headers", { status: 200 }],
  ["503 without headers", { status: 503 }],
  ["frozen 503", Object.freeze({ status: 503 })],
  ...[NaN, -1, 1e20, 65536 + 503, 503.5, "503", 503n, null, Symbol("odd"), {}].map((status) => [
    `status ${String(status)}`,
    { status, headers: new Headers() },
  ]),
  ["headers that give numbers", { status: 503, headers: { get: () => 5 } }],
  ["headers that give objects", { status: 503, headers: { get: () => ({}) } }],
  ["headers that throw", { status: 503, headers: { get: fail } }],
  ["body that throws", { status: 503, headers: new Headers(), body: { cancel: fail } }],
  ["body that cancels oddly", { status: 503, headers: new Headers(), body: { cancel: () => 5 } }],
  ...["status", "headers", "body", "type", "redirected", "then"].map((name) => [
    `503 whose ${name} throws`,
    Object.defineProperties({ status: 503 }, Object.getOwnPropertyDescriptors(throwing(name))),
  ]),
];

export const transports = () => [
  ...answersOf().flatMap(([what, value]) => [
    [what, () => value],
    [`promise of ${what}`, async () => value],
    [`rejection: ${what}`, () => Promise.reject(value)],
    [
      `${what}, thrown`,
      () => {
        throw value;
      },
    ],
  ]),
  ["frozen error", () => Promise.reject(Object.freeze(new TypeError("Failed to fetch")))],
  ["error whose name throws", () => Promise.reject(throwing("name"))],
  ["error whose cause throws", () => Promise.reject(throwing("cause"))],
  ["thenable", () => thenable((resolve) => void resolve(new Response()))],
  ["thenable that rejects", () => thenable((_, reject) => void reject(new TypeError("Failed to fetch")))],
  ["thenable that throws", () => thenable(fail)],
  ["thenable that answers twice", () => thenable((resolve) => void [resolve(new Response()), resolve(new Response())])],
];

/** What the caller's functions give back. */
export const functions = () => [
  ...values().map(([what, value]) => [what, () => value]),
  ["never-ending number", () => Number.POSITIVE_INFINITY],
  ["negative number", () => -1e308],
  ["largest number", () => Number.MAX_VALUE],
  ["text", () => "soon"],
  ["text with lines", () => "a\r\nb: c"],
  ["one that throws", fail],
];

/** What they give back where they may take their time. */
export const questions = () => [
  ...functions(),
  [
    "one that throws nothing",
    () => {
      throw undefined;
    },
  ],
  ["object that throws", () => throwing("value")],
  ["rejection", async () => fail()],
  ["rejection with nothing", () => Promise.reject()],
  ["thenable that throws", () => thenable(fail)],
];

export const policies = () => {
  const cyclic = { retries: 1 };
  cyclic.backoff = cyclic;
  return [
    ...values().filter(([what]) => !["undefined", "object", "object without prototype", "frozen object"].includes(what)),
    ["cyclic", cyclic],
    ["option that throws", throwing("retries")],
    ["nested option that throws", { backoff: throwing("base") }],
    ["handle that throws", throwing("__holdfast")],
    ...[99, -1, 0.5, NaN, "1", 1n, Symbol("odd"), {}].map((handle) => [`handle ${String(handle)}`, { __holdfast: handle }]),
    ...values()
      .filter(([what]) => what !== "undefined")
      .map(([what, value]) => [`preset: ${what}`, { preset: value }]),
    ["iterator of statuses", { statuses: new Set([503]) }],
    ["date for a duration", { deadline: new Date() }],
  ];
};
