//! Random policies, and what the crate's reader makes of them: a line of JSON each, for the package's reader to be held to.

use std::fs;
use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use holdfast_fetch::core::policy::reader;
use holdfast_fetch::core::policy::table::Group;
use holdfast_fetch::core::value::Value;
use serde_json::json;

use crate::project::root;
use crate::random_policies::{Policies, meant, spelt_out};

/// Prints so many, after those of `tests/vectors`: `written`, and either the `digest` of its block or the `refusal`.
pub fn print(count: u32, seed: u64) -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut policies = Policies::new(seed);
    let random = (0..count).map(|_| policies.policy());
    for policy in vectors("good")?.into_iter().chain(vectors("bad")?).chain(random) {
        let written = spelt_out(&policy, "");
        let line = match reader::read(&policy, Group::Policy) {
            Ok(block) => json!({ "written": written, "digest": digest(&block) }),
            Err(error) => json!({ "written": written, "refusal": error.to_string(), "field": error.field }),
        };
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn vectors(kind: &str) -> Result<Vec<Value>> {
    let text = fs::read_to_string(root().join(format!("tests/vectors/{kind}-policies.json")))?;
    let vectors: serde_json::Value = serde_json::from_str(&text)?;
    let cases = vectors["cases"].as_array().context("vectors are a list of cases")?;
    Ok(cases.iter().map(|case| meant(&case["policy"])).collect())
}

/// FNV-1a over the words of the block's numbers, low word first: blocks as text would be a hundred times as long.
pub fn digest(block: &[f64]) -> u32 {
    let words = block.iter().flat_map(|number| [number.to_bits() as u32, (number.to_bits() >> 32) as u32]);
    words.fold(0x811c_9dc5, |digest: u32, word| (digest ^ word).wrapping_mul(0x0100_0193))
}
