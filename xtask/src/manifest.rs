//! The package.json of the npm package: pkg-template's, with what Cargo.toml says.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::project::Metadata;

/// Optional parts of the package, exported only when they are there.
pub const SCHEMA: &str = "policy.schema.json";

pub fn stamped(template: &str, metadata: &Metadata, has_schema: bool) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).context("pkg-template/package.json is not JSON")?;
    ensure!(
        manifest["version"] == "0.0.0",
        "pkg-template/package.json must say version 0.0.0: the version is that of Cargo.toml"
    );
    manifest["version"] = metadata.version.as_str().into();
    // Where people find the sources, the page and each other follows from one address: that of the crate.
    if let Some(repository) = &metadata.repository {
        // The form that npm would make of it, with a warning.
        manifest["repository"] = json!({ "type": "git", "url": format!("git+{repository}.git") });
        manifest["homepage"] = format!("{repository}#readme").into();
        manifest["bugs"] = json!({ "url": format!("{repository}/issues") });
    }
    if !has_schema {
        let exports =
            manifest["exports"].as_object_mut().context("pkg-template/package.json has no exports")?;
        exports.shift_remove(&format!("./{SCHEMA}"));
    }
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str =
        r#"{"version":"0.0.0","exports":{".":1,"./policy.schema.json":2,"./package.json":3}}"#;

    fn metadata(repository: Option<&str>) -> Metadata {
        let repository = repository.map(str::to_owned);
        Metadata { version: "1.2.3".to_owned(), target: "/t".into(), repository }
    }

    #[test]
    fn the_version_is_stamped_and_order_kept() {
        let text = stamped(TEMPLATE, &metadata(None), true).unwrap();
        let squeezed: String = text.split_whitespace().collect();
        assert_eq!(squeezed, TEMPLATE.replace("0.0.0", "1.2.3"));
    }

    #[test]
    fn a_schema_that_does_not_exist_is_not_exported() {
        assert!(!stamped(TEMPLATE, &metadata(None), false).unwrap().contains("schema"));
    }

    #[test]
    fn a_second_place_with_a_version_is_refused() {
        assert!(stamped(r#"{"version":"1.0.0"}"#, &metadata(None), true).is_err());
    }

    #[test]
    fn all_addresses_follow_from_the_repository_of_the_crate() {
        let text = stamped(TEMPLATE, &metadata(Some("https://example.com/a/b")), true).unwrap();
        let manifest: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            manifest["repository"],
            json!({ "type": "git", "url": "git+https://example.com/a/b.git" })
        );
        assert_eq!(manifest["homepage"], "https://example.com/a/b#readme");
        assert_eq!(manifest["bugs"]["url"], "https://example.com/a/b/issues");
    }

    #[test]
    fn without_a_repository_there_are_none() {
        let text = stamped(TEMPLATE, &metadata(None), true).unwrap();
        assert!(!["repository", "homepage", "bugs"].iter().any(|field| text.contains(field)));
    }
}
