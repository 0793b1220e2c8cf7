//! tests/consumers: one folder for each tool that runs or builds JavaScript.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::project::root;

/// The tests of these tools, or of all.
pub fn test_files(tools: &[String]) -> Result<Vec<PathBuf>> {
    chosen(&root().join("tests/consumers"), tools)
}

fn chosen(dir: &Path, tools: &[String]) -> Result<Vec<PathBuf>> {
    let entries = dir.read_dir().context("there is no folder tests/consumers")?;
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> =
        folders.map(|folder| folder.join("consumer.test.js")).filter(|file| file.exists()).collect();
    files.sort();
    let there: Vec<&str> = files.iter().filter_map(|file| name(file)).collect();
    ensure!(!there.is_empty(), "there are no files tests/consumers/*/consumer.test.js");
    for tool in tools {
        ensure!(
            there.contains(&tool.as_str()),
            "tests/consumers has no folder {tool}; there are {}",
            there.join(", ")
        );
    }
    if !tools.is_empty() {
        files.retain(|file| name(file).is_some_and(|name| tools.iter().any(|tool| tool == name)));
    }
    Ok(files)
}

/// The folder's name is the tool's.
fn name(file: &Path) -> Option<&str> {
    file.parent()?.file_name()?.to_str()
}

#[cfg(test)]
mod tests {
    use super::{name, test_files};

    #[test]
    fn one_tool_may_be_chosen() {
        let all = test_files(&[]).unwrap();
        let one = test_files(&["node".to_owned()]).unwrap();
        assert!(all.contains(&one[0]));
        assert_eq!(one.iter().map(|file| name(file)).collect::<Vec<_>>(), [Some("node")]);
    }

    #[test]
    fn an_unknown_tool_is_named_and_the_known_ones_too() {
        let error = test_files(&["grunt".to_owned()]).unwrap_err().to_string();
        assert!(error.starts_with("tests/consumers has no folder grunt; there are "), "{error}");
        assert!(error.contains("node"), "{error}");
    }
}
