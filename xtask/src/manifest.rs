//! The package.json of the npm package: pkg-template's, with the version of Cargo.toml.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Optional parts of the package, exported only when they are there.
pub const SCHEMA: &str = "policy.schema.json";

pub fn stamped(template: &str, version: &str, has_schema: bool) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).context("pkg-template/package.json is not JSON")?;
    ensure!(
        manifest["version"] == "0.0.0",
        "pkg-template/package.json must say version 0.0.0: the version is that of Cargo.toml"
    );
    manifest["version"] = version.into();
    if !has_schema {
        let exports =
            manifest["exports"].as_object_mut().context("pkg-template/package.json has no exports")?;
        exports.shift_remove(&format!("./{SCHEMA}"));
    }
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::stamped;

    const TEMPLATE: &str =
        r#"{"version":"0.0.0","exports":{".":1,"./policy.schema.json":2,"./package.json":3}}"#;

    #[test]
    fn the_version_is_stamped_and_order_kept() {
        let text = stamped(TEMPLATE, "1.2.3", true).unwrap();
        let squeezed: String = text.split_whitespace().collect();
        assert_eq!(squeezed, TEMPLATE.replace("0.0.0", "1.2.3"));
    }

    #[test]
    fn a_schema_that_does_not_exist_is_not_exported() {
        assert!(!stamped(TEMPLATE, "1.2.3", false).unwrap().contains("schema"));
    }

    #[test]
    fn a_second_place_with_a_version_is_refused() {
        assert!(stamped(r#"{"version":"1.0.0"}"#, "1.2.3", true).is_err());
    }
}
