// Readers of JSON values. Each takes a value and where it stands, and gives it back or says in a sentence what is wrong there.

/** A script that cannot be played. The message is a sentence for the person who wrote it. */
export class ScriptError extends Error {
  statusCode = 400;
}

// RFC 9110 5.1 and 5.5.
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export const asGiven = (value) => value;

export function integer(min, max) {
  return (value, path) => {
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw wrong(path, `a whole number from ${min} to ${max}`, value);
  };
}

export function oneOf(allowed) {
  return (value, path) => {
    if (allowed.includes(value)) return value;
    throw wrong(path, `one of ${allowed.join(", ")}`, value);
  };
}

export function boolean(value, path) {
  if (typeof value === "boolean") return value;
  throw wrong(path, "true or false", value);
}

/** An object with known fields. The outermost one is called `script`, and its fields by their names alone. */
export function record(fields, required = []) {
  return (value, path) => {
    if (!isObject(value)) throw wrong(path, "an object", value);
    const at = (name) => (path === "script" ? name : `${path}.${name}`);
    const missing = required.find((name) => value[name] === undefined);
    if (missing) throw new ScriptError(`${at(missing)} is missing.`);
    const entries = Object.entries(value).map(([name, given]) => {
      if (Object.hasOwn(fields, name)) return [name, fields[name](given, at(name))];
      throw new ScriptError(`${at(name)} is not a field of ${path}; known are ${Object.keys(fields).join(", ")}.`);
    });
    return Object.fromEntries(entries);
  };
}

/** Header names and values, in any form that HTTP can carry. */
export function headerMap(value, path) {
  if (!isObject(value)) throw wrong(path, "an object of header names and values", value);
  const entries = Object.entries(value).map(([name, given]) => {
    const values = [given].flat();
    try {
      if (!TOKEN.test(name)) throw new Error(`${JSON.stringify(name)} is not a header name`);
      for (const one of values) checkHeaderValue(text(one));
    } catch (error) {
      throw new ScriptError(`${path}[${JSON.stringify(name)}] cannot be sent: ${error.message}.`);
    }
    return [name.toLowerCase(), values.length === 1 ? String(values[0]) : values.map(String)];
  });
  return Object.fromEntries(entries);
}

function checkHeaderValue(value) {
  if (!HEADER_VALUE.test(value)) throw new Error(`${JSON.stringify(value)} has characters that no header may have`);
}

function text(value) {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new Error(`${JSON.stringify(value)} is not text`);
}

export function wrong(path, expected, value) {
  return new ScriptError(`${path} must be ${expected}, but is ${JSON.stringify(value)}.`);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
