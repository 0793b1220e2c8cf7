// The compact form of a step, short enough for a URL: `3*503;retry-after=2`. It is turned into the JSON form and checked there.

const OPTIONS = {
  "retry-after": (text) => ({ retryAfter: retryAfter(text) }),
  "retry-after-ms": (text) => ({ retryAfterMs: number(text) }),
  ratelimit: (text) => ({ rateLimit: rateLimit(text) }),
  "clock-skew": (text) => ({ clockSkew: number(text) }),
  delay: (text) => ({ delay: number(text) }),
  worker: (text) => ({ worker: worker(text) }),
  bytes: (text) => ({ bytes: number(text) }),
  every: (text) => ({ every: number(text) }),
  status: (text) => ({ status: number(text) }),
  redirect: (text) => ({ redirect: text }),
  object: (text) => ({ object: object(text) }),
  tag: (text) => ({ tag: text }),
  modified: (text) => ({ modified: number(text) }),
  ranges: (text) => ({ ranges: text }),
  sse: (text) => ({ sse: number(text) }),
  "comment-every": (text) => ({ commentEvery: number(text) }),
  coding: (text) => ({ coding: text }),
  framing: (text) => ({ framing: text }),
  connection: (text) => ({ connection: text }),
  cut: (text) => ({ cut: number(text) }),
  how: (text) => ({ how: text }),
  h2: (text) => ({ h2: text }),
};

export function splitSteps(script) {
  return script.split(",").map((text) => text.trim());
}

/** One step and how often it is to be taken. Throws an Error whose message goes on from "steps[0]". */
export function stepFromCompact(text, faults) {
  const [, count = "1", rest] = /^(?:(\d+)\*)?(.*)$/s.exec(text);
  if (Number(count) === 0) throw new Error(`is to be taken 0 times in ${JSON.stringify(text)}.`);
  const given = {};
  for (const word of rest.split(";").map((part) => part.trim())) {
    for (const [field, value] of Object.entries(readWord(word, faults))) {
      if (field in given) throw new Error(`says its ${field} twice in ${JSON.stringify(text)}.`);
      given[field] = value;
    }
  }
  return { times: Number(count), given };
}

function readWord(word, faults) {
  if (/^\d+$/.test(word)) return { status: Number(word) };
  if (faults.includes(word)) return { fault: word };
  if (word === "effect") return { effect: true };
  const [, name, value] = /^([a-z0-9-]+)=(.*)$/.exec(word) ?? [];
  if (Object.hasOwn(OPTIONS, name)) return OPTIONS[name](value);
  const known = [...faults, "effect", ...Object.keys(OPTIONS).map((option) => `${option}=`)];
  throw new Error(`has ${JSON.stringify(word)}; known are a status, ${known.join(", ")}.`);
}

function retryAfter(text) {
  const [form, seconds] = text.includes(":") ? text.split(":", 2) : ["seconds", text];
  return { form, seconds: number(seconds) };
}

function rateLimit(text) {
  const [remaining, reset = ""] = text.split("/", 2);
  return { remaining: number(remaining), reset: number(reset) };
}

/** NAME:PACE:ROOM */
function worker(text) {
  const [name, pace = "", room = ""] = text.split(":", 3);
  return { name, pace: number(pace), room: number(room) };
}

/** SEED:LENGTH, :VERSION if it is another one than the first, and @BYTE from where on it differs, /EVERY so many bytes. */
function object(text) {
  const [seed, length = "", version] = text.split(":", 3);
  const [, differs = version, from, every] = /^(.*)@([^/]*)(?:\/(.*))?$/.exec(version ?? "") ?? [];
  const given = { seed: number(seed), length: number(length) };
  if (version !== undefined) given.version = number(differs);
  if (from !== undefined) given.from = number(from);
  if (every !== undefined) given.every = number(every);
  return given;
}

// What is not a number stays as written, so that the check of the JSON form can show it.
function number(text) {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
