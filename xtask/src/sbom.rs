//! What is inside the package: a bill of materials in CycloneDX's JSON.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use duct::cmd;
use serde_json::{Value, json};

use crate::bundle::BUNDLED;
use crate::npm;
use crate::project::{Metadata, NAME, WASM, metadata, root};
use crate::step::step;
use crate::tools;

/// Lists the crates that the wasm is built from, as Cargo.lock has them, and the packages that are bundled with it. The npm package
/// adds nothing to them but the files of this repository.
pub fn write() -> Result<PathBuf> {
    let tool = tools::cargo_cyclonedx()?;
    let metadata = metadata()?;
    let file = metadata.target.join(format!("sbom/{NAME}.cdx.json"));
    step("cargo-cyclonedx (what the package is built from)", || {
        // It writes beside each Cargo.toml of the workspace, and nowhere else.
        let name = format!("{NAME}.cdx");
        cmd!(
            tool,
            "cyclonedx",
            "--quiet",
            "--format=json",
            "--spec-version=1.5",
            "--target",
            WASM,
            "--override-filename",
            &name
        )
        .dir(root())
        .run()
        .context("cargo-cyclonedx failed; its message is above")?;
        let [ours, of_tools] = [root(), root().join("xtask")].map(|dir| dir.join(format!("{name}.json")));
        let text = fs::read_to_string(&ours).context("cargo-cyclonedx wrote no file")?;
        for written in [ours, of_tools] {
            fs::remove_file(written)?;
        }
        fs::create_dir_all(metadata.target.join("sbom"))?;
        fs::write(&file, of_package(&text, &root(), &metadata)?)?;
        Ok(())
    })?;
    Ok(file)
}

/// The bill of the npm package: that of the crate, without this machine's folders.
fn of_package(text: &str, root: &Path, metadata: &Metadata) -> Result<String> {
    let text =
        text.replace(&format!("path+file://{}#", root.display()), "").replace("?download_url=file://.", "");
    let mut bill: Value = serde_json::from_str(&text).context("cargo-cyclonedx wrote no JSON")?;
    bill["metadata"]["component"]["purl"] = format!("pkg:npm/{NAME}@{}", metadata.version).into();
    let components = bill["components"].as_array_mut().context("cargo-cyclonedx listed no components")?;
    for name in BUNDLED {
        let manifest = fs::read_to_string(npm::folder(name).join("package.json"))?;
        let Value::String(version) = &serde_json::from_str::<Value>(&manifest)?["version"] else {
            bail!("{name} has no version")
        };
        let purl = format!("pkg:npm/{name}@{version}");
        components.push(json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "licenses": [{ "license": { "id": "MIT" } }],
        }));
    }
    Ok(serde_json::to_string_pretty(&bill)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_names_the_package_and_no_folder() {
        let text = r#"{"metadata":{"component":{"bom-ref":"path+file:///home/me#holdfast-fetch@98.7.6",
            "purl":"pkg:cargo/holdfast-fetch@98.7.6?download_url=file://."}},"components":[{"name":"serde"}]}"#;
        let metadata = Metadata { version: "98.7.6".to_owned(), target: "/t".into(), repository: None };
        let bill = of_package(text, Path::new("/home/me"), &metadata).unwrap();
        assert!(!bill.contains("file://"), "{bill}");
        let bill: Value = serde_json::from_str(&bill).unwrap();
        assert_eq!(bill["metadata"]["component"]["purl"], "pkg:npm/holdfast-fetch@98.7.6");
        assert_eq!(bill["metadata"]["component"]["bom-ref"], "holdfast-fetch@98.7.6");
        assert_eq!(bill["components"][0]["name"], "serde");
        let parser = &bill["components"][1];
        assert_eq!(
            parser["purl"],
            format!("pkg:npm/eventsource-parser@{}", parser["version"].as_str().unwrap())
        );
        assert_eq!(bill["components"].as_array().unwrap().len(), 1 + BUNDLED.len());
    }
}
