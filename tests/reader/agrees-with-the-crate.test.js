// The package's reader and the crate's give the same verdict on the same policy: the same numbers, or a refusal in the same words.
// And the schema refuses nothing that they accept, and accepts nothing that they refuse, but for what it cannot compare.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { COMPARISON } from "./support/comparison.js";
import { digest, meant, reader } from "./support/reader.js";

const root = new URL("../../", import.meta.url);
const COUNT = process.env.HOLDFAST_POLICIES ?? "20000";
const { ROOT, block, copy, read } = await reader();

const schema = JSON.parse(readFileSync(new URL("pkg-template/policy.schema.json", root), "utf8"));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).compile(schema);

// Durations with a unit that may be longer than a century.
const LONG = /"\d{5,}(\.\d+)?d"/;

/** Each policy of the vectors, and so many at random, with the crate's verdict. */
async function* verdicts() {
  const words = ["run", "--quiet", "--package", "xtask", "--", "generate", "--policies", COUNT];
  const crate = spawn(process.env.CARGO ?? "cargo", words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: crate.stdout })) yield JSON.parse(line);
}

test(`the vectors and ${COUNT} random policies are read alike`, async () => {
  let good = 0;
  let bad = 0;
  let accepted = 0;
  for await (const { written, digest: numbers, refusal, field } of verdicts()) {
    const policy = copy(meant(written), () => false);
    const shown = JSON.stringify(written);
    const isData = !/"<\w+>"/.test(shown);
    try {
      const own = digest(block(read(policy, ROOT)));
      assert.equal(refusal, undefined, `the crate refuses ${shown}`);
      assert.equal(own, numbers, `other numbers for ${shown}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      assert.equal(error.message, refusal, shown);
      assert.equal(error.field, field, shown);
      assert.ok(error.message.endsWith(`; allowed: ${error.allowed}`), shown);
      bad++;
      if (isData && validate(written)) {
        accepted++;
        const isBeyond = COMPARISON.test(error.allowed) || LONG.test(shown);
        assert.ok(isBeyond, `the schema accepts ${shown}: ${error.message}`);
      }
      continue;
    }
    good++;
    if (isData) assert.ok(validate(written), `the schema refuses ${shown}: ${JSON.stringify(validate.errors)}`);
  }
  assert.ok(accepted < bad / 4, `${accepted} of ${bad} refused ones are beyond the schema`);
  assert.ok(good > COUNT / 4 && bad > COUNT / 8, `${good} good, ${bad} bad`);
});
