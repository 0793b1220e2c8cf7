//! `cargo xtask release-check TAG`: what must hold before a tag is published.

use std::fs;

use anyhow::{Context, Result, ensure};
use duct::cmd;
use serde_json::Value;

use crate::project::{Metadata, NAME, metadata, root};

/// Checks everything, names all that is wrong, and writes the release's notes to target/package/.
pub fn run(tag: &str) -> Result<()> {
    let metadata = metadata()?;
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).context("there is no CHANGELOG.md")?;
    let faults = [versions_elsewhere()?, disagreements(tag, &metadata, &changelog)].concat();
    ensure!(faults.is_empty(), "this may not be released as {tag}:\n- {}", faults.join("\n- "));

    let dir = root().join("target/package");
    let file = dir.join("release-notes.md");
    fs::create_dir_all(dir)?;
    fs::write(&file, section(&changelog, &metadata.version) + "\n")?;
    eprintln!("{NAME} {} may be released; its notes are in {}", metadata.version, file.display());
    Ok(())
}

/// What the tag, Cargo.toml and the changelog do not agree on.
fn disagreements(tag: &str, metadata: &Metadata, changelog: &str) -> Vec<String> {
    let version = &metadata.version;
    let mut faults = Vec::new();
    if tag != format!("v{version}") {
        faults.push(format!("the tag is {tag}, but Cargo.toml has version {version}"));
    }
    if section(changelog, version).is_empty() {
        faults.push(format!("CHANGELOG.md says nothing under `## {version}`"));
    }
    if !section(changelog, "Unreleased").is_empty() {
        faults.push("CHANGELOG.md still has entries under `## Unreleased`".to_owned());
    }
    if metadata.repository.is_none() {
        faults.push(
            "Cargo.toml names no `repository`: npm refuses the provenance of a package that does not say \
             where it was built"
                .to_owned(),
        );
    }
    faults
}

/// Places other than Cargo.toml that carry the version: they would be wrong after the next release.
pub fn versions_elsewhere() -> Result<Vec<String>> {
    let version = metadata()?.version;
    let files = cmd!("git", "ls-files", "-z")
        .dir(root())
        .read()
        .context("`git ls-files` failed; is this a git checkout?")?;
    let mut found = Vec::new();
    for file in files.split('\0').filter(|file| !file.is_empty() && !BY_NATURE.contains(file)) {
        // What is no text carries no version that anybody reads.
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        if file.ends_with("package.json") && is_versioned(&text) {
            found.push(format!("{file} has a version of its own"));
        }
        for (index, line) in text.lines().enumerate().filter(|(_, line)| names(line, &version)) {
            found.push(format!("{file}:{} names {NAME} {version}: {}", index + 1, line.trim()));
        }
    }
    Ok(found)
}

/// Cargo keeps Cargo.lock in step, and `--locked` finds out; the changelog is a list of versions; a measurement and the
/// record of a run say what they were taken of.
const BY_NATURE: [&str; 5] =
    ["Cargo.toml", "Cargo.lock", "CHANGELOG.md", "docs/benchmarks.md", "docs/platforms.md"];

/// Of the package itself, or of the workshop around it: both get theirs elsewhere, or need none.
fn is_versioned(manifest: &str) -> bool {
    let Ok(manifest) = serde_json::from_str::<Value>(manifest) else { return false };
    let is_ours = manifest["name"].as_str().is_some_and(|name| name.starts_with(NAME));
    is_ours && manifest["version"].as_str().is_some_and(|version| version != "0.0.0")
}

/// Is the package named on this line with this version right behind it, as in `holdfast-fetch@98.7.6`?
fn names(line: &str, version: &str) -> bool {
    line.match_indices(NAME).any(|(at, _)| {
        let rest = &line[at + NAME.len()..];
        let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) else { return false };
        let between = &rest[..begin];
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
        between.len() <= FAR
            && !between.contains(char::is_alphabetic)
            && rest[begin..].strip_prefix(version).is_some_and(ends)
    })
}

/// Between a name and its version, as in `"holdfast-fetch": "^98.7.6"`.
const FAR: usize = 6;

/// What the changelog says below `## version`, which may go on with a date.
fn section(changelog: &str, version: &str) -> String {
    let mut sections = changelog.split("\n## ").skip(1);
    let is_it = |section: &&str| section.split_whitespace().next() == Some(version);
    let body = sections.find(is_it).and_then(|section| section.split_once('\n'));
    body.map_or_else(String::new, |(_, body)| body.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_cargo_toml_carries_the_version() {
        assert_eq!(versions_elsewhere().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn every_disagreement_is_named() {
        let mut metadata = Metadata {
            version: "98.7.6".to_owned(),
            target: "/t".into(),
            repository: Some("https://example.com/a/b".to_owned()),
        };
        let changelog = "# Changelog\n\n## Unreleased\n\n## 98.7.6 (2026-12-01)\n\n- New.\n";
        assert_eq!(disagreements("v98.7.6", &metadata, changelog), Vec::<String>::new());

        let later =
            disagreements("v98.7.7", &metadata, "\n## 98.7.6\n\n- New.\n\n## Unreleased\n\n- Newer.\n");
        assert_eq!(later.len(), 2, "{later:?}");
        metadata.repository = None;
        let unreleased = changelog.replace("## 98.7.6 (2026-12-01)\n\n", "");
        assert_eq!(disagreements("v98.7.7", &metadata, &unreleased).len(), 4);
    }

    #[test]
    fn a_version_beside_the_name_is_found() {
        for line in [
            "npm install holdfast-fetch@98.7.6",
            r#""holdfast-fetch": "^98.7.6""#,
            "holdfast-fetch-98.7.6.tgz",
        ] {
            assert!(names(line, "98.7.6"), "{line}");
        }
        for line in
            ["holdfast-fetch@98.7.60", "holdfast-fetch needs Node 98.7.6", "ky@98.7.6", "holdfast-fetch"]
        {
            assert!(!names(line, "98.7.6"), "{line}");
        }
    }

    #[test]
    fn manifests_of_others_may_have_versions() {
        assert!(is_versioned(r#"{ "name": "holdfast-fetch", "version": "98.7.6" }"#));
        assert!(!is_versioned(r#"{ "name": "holdfast-fetch", "version": "0.0.0" }"#));
        assert!(!is_versioned(r#"{ "name": "holdfast-fetch-workshop" }"#));
        assert!(!is_versioned(r#"{ "name": "some-consumer", "version": "1.0.0" }"#));
    }

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let changelog =
            "# Changelog\n\n## Unreleased\n\n## 98.7.6 (2026-12-01)\n\n- New.\n\n## 98.7.5\n\n- Old.\n";
        assert_eq!(section(changelog, "98.7.6"), "- New.");
        assert_eq!(section(changelog, "98.7.5"), "- Old.");
        assert_eq!(section(changelog, "Unreleased"), "");
        assert_eq!(section(changelog, "98.7"), "");
    }
}
