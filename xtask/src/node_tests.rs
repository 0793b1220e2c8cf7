//! Tests that Node runs: which files of a folder, and the command that runs them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::{Expression, cmd};

use crate::npm;
use crate::project::root;

/// Runs these files, some at a time.
pub fn command(files: &[PathBuf]) -> Result<Expression> {
    npm::ensure_packages()?;
    // One more than there are cores. Node would take one less, but they wait more than they compute: for a browser or another
    // program that starts, for a download, for the time that a retry takes.
    let at_once = std::thread::available_parallelism().map_or(1, usize::from) + 1;
    let mut arguments: Vec<PathBuf> = vec!["--test".into(), "--test-reporter=spec".into()];
    // Several times what the slowest file takes: one that hangs fails, instead of holding everything up for ever.
    arguments.push("--test-timeout=900000".into());
    arguments.push(format!("--test-concurrency={at_once}").into());
    arguments.extend_from_slice(files);
    Ok(cmd(npm::node22()?, arguments).dir(root()))
}

/// The `*.test.js` of a folder whose name has one of `parts` in it; all of them if there are no parts.
pub fn files(folder: &str, parts: &[String]) -> Result<Vec<PathBuf>> {
    matching(&format!("{folder}/*.test.js"), in_folder(&root().join(folder)), |file| file.file_name(), parts)
}

/// The `consumer.test.js` of each tool of tests/consumers whose name has one of `parts` in it.
pub fn consumers(parts: &[String]) -> Result<Vec<PathBuf>> {
    let folders = entries(&root().join("tests/consumers")).into_iter();
    let files = folders.map(|folder| folder.join("consumer.test.js")).filter(|file| file.exists()).collect();
    matching("tests/consumers/*/consumer.test.js", files, |file| file.parent()?.file_name(), parts)
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries(folder);
    files.retain(|path| path.to_string_lossy().ends_with(".test.js"));
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn matching(
    pattern: &str,
    mut files: Vec<PathBuf>,
    name: fn(&Path) -> Option<&std::ffi::OsStr>,
    parts: &[String],
) -> Result<Vec<PathBuf>> {
    ensure!(!files.is_empty(), "there are no files {pattern}");
    files.sort();
    if parts.is_empty() {
        return Ok(files);
    }
    let name = |file: &Path| name(file).map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let all: Vec<String> = files.iter().map(|file| name(file)).collect();
    files.retain(|file| parts.iter().any(|part| name(file).contains(part)));
    files.first().with_context(|| {
        format!("no file {pattern} has {} in its name; there are {}", parts.join(" or "), all.join(", "))
    })?;
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{consumers, files};

    fn parts(parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| (*part).to_owned()).collect()
    }

    #[test]
    fn a_folder_without_files_is_an_error() {
        for folder in ["no such folder", "xtask/src"] {
            let error = files(folder, &[]).unwrap_err();
            assert_eq!(error.to_string(), format!("there are no files {folder}/*.test.js"));
        }
    }

    #[test]
    fn files_are_chosen_by_parts_of_their_names() {
        let all = files("server/test", &[]).unwrap();
        let two = files("server/test", &parts(&["journal", "answ"])).unwrap();
        let names: Vec<_> = two.iter().filter_map(|file| file.file_name()?.to_str()).collect();
        assert_eq!(names, ["answers.test.js", "journal.test.js"]);
        assert!(all.len() > two.len() && two.iter().all(|file| all.contains(file)));
    }

    #[test]
    fn tools_are_chosen_by_their_folders() {
        let one = consumers(&parts(&["work"])).unwrap();
        assert!(one.len() == 1 && one[0].ends_with("workerd/consumer.test.js"), "{one:?}");
    }

    #[test]
    fn a_name_that_nothing_has_is_an_error_that_lists_the_others() {
        let error = consumers(&parts(&["grunt"])).unwrap_err().to_string();
        assert!(
            error.starts_with("no file tests/consumers/*/consumer.test.js has grunt in its name; there are "),
            "{error}"
        );
        assert!(error.contains("node"), "{error}");
    }
}
