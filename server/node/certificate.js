// A certificate for 127.0.0.1 that nobody but itself vouches for, made anew at each start. Node can make keys and signatures;
// what is put around them is written out here (RFC 5280, in DER).
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const DAY_MS = 86_400_000;

/** Gives `key` and `cert` in PEM, good for a year from a day ago. */
export function selfSigned(nowMs = Date.now()) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(oid("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256
  const name = sequence(set(sequence(oid("2.5.4.3"), der(0x0c, "misbehaving"))));
  const extension = (id, critical, value) => sequence(oid(id), ...(critical ? [der(0x01, [0xff])] : []), der(0x04, value));
  const addresses = sequence(der(0x82, "localhost"), der(0x87, [127, 0, 0, 1]));
  const body = sequence(
    der(0xa0, der(0x02, [2])), // version 3
    der(0x02, [0x01, ...randomBytes(15)]), // a serial number
    algorithm,
    name,
    sequence(time(nowMs - DAY_MS), time(nowMs + 365 * DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension("2.5.29.19", true, sequence(der(0x01, [0xff]))), extension("2.5.29.17", false, addresses))),
  );
  const signature = sign("sha256", body, { key: privateKey, dsaEncoding: "der" });
  const certificate = sequence(body, algorithm, der(0x03, [0, ...signature]));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }), cert: pem(certificate) };
}

/** A tag, a length, and what is in it. */
function der(tag, ...contents) {
  const content = Buffer.concat(contents.map((one) => Buffer.from(one)));
  const { length } = content;
  const long = length > 255 ? [0x82, length >> 8, length & 255] : [0x81, length];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

const sequence = (...members) => der(0x30, ...members);
const set = (...members) => der(0x31, ...members);

function oid(text) {
  const [first, second, ...rest] = text.split(".").map(Number);
  return der(0x06, [first * 40 + second, ...rest.flatMap(base128)]);
}

function base128(number) {
  const digits = [number & 127];
  for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift((left & 127) | 128);
  return digits;
}

/** UTCTime: two digits of the year are enough until 2050. */
function time(ms) {
  return der(0x17, `${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`);
}

function pem(bytes) {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}
