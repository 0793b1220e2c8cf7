// The test vectors of the crate: policies that are accepted, and policies that are refused.
import { readFileSync } from "node:fs";

/** What JSON cannot say is spelt out there. */
const SPELT_OUT = {
  "<function>": () => undefined,
  "<NaN>": Number.NaN,
  "<Infinity>": Number.POSITIVE_INFINITY,
  "<symbol>": Symbol("x"),
  "<logger>": console,
};

const casesOf = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8")).cases;

function meant(value) {
  if (typeof value === "string") return Object.hasOwn(SPELT_OUT, value) ? SPELT_OUT[value] : value;
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, meant(member)]));
}

const isData = ({ policy }) => !/"<\w+>"/.test(JSON.stringify(policy));

/** `{ policy, sameAs }`: accepted, and another way to write the same. */
export const GOOD = casesOf("good-policies").map((given) => ({
  policy: meant(given.policy),
  sameAs: meant(given.same_as),
  isData: isData(given),
}));

/** `{ policy, field, message, allowed }`: refused with that message. */
export const BAD = casesOf("bad-policies").map((given) => ({
  policy: meant(given.policy),
  field: given.field,
  allowed: given.allowed,
  message: `retry policy: ${given.field || "the policy"} is ${given.given}; allowed: ${given.allowed}`,
  isData: isData(given),
}));
