//! `cargo xtask docs`: the API reference in docs/api, made from the package's types.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use duct::cmd;

use crate::project::root;
use crate::step::step;
use crate::{declarations, npm};

const FOLDER: &str = "docs/api";

pub fn run() -> Result<()> {
    npm::ensure_packages()?;
    step("TypeDoc (docs/api)", || write(&root().join(FOLDER)))
}

/// Fails if docs/api is not what the types say now.
pub fn is_up_to_date() -> Result<()> {
    let fresh = root().join("target/api");
    write(&fresh)?;
    same(&pages(&root().join(FOLDER))?, &pages(&fresh)?)
}

fn write(folder: &Path) -> Result<()> {
    // What the package publishes: one file for each entry, with what is public and nothing else.
    let types = root().join("target/declarations");
    fs::create_dir_all(&types)?;
    declarations::write(&types)?;
    cmd!("node", "xtask/js/api-reference.js", folder)
        .dir(root())
        .run()
        .context("TypeDoc found something to mend; its message is above")?;
    Ok(())
}

type Pages = BTreeMap<String, String>;

fn same(committed: &Pages, fresh: &Pages) -> Result<()> {
    for name in committed.keys().chain(fresh.keys()) {
        if committed.get(name) != fresh.get(name) {
            bail!("{FOLDER}/{name} is not what the types say; `cargo xtask docs` writes it anew");
        }
    }
    Ok(())
}

/// The files of a folder by their path in it.
fn pages(folder: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).with_context(|| format!("there is no {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder)?.display().to_string();
                pages.insert(name, fs::read_to_string(path)?);
            }
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_differs_is_named() {
        let page = |name: &str, text: &str| Pages::from([(name.to_owned(), text.to_owned())]);
        let named = |committed, fresh| {
            same(&committed, &fresh).map_err(|error| error.to_string().split(' ').next().map(str::to_owned))
        };
        assert_eq!(named(page("a.md", "1"), page("a.md", "1")), Ok(()));
        assert_eq!(named(page("a.md", "1"), page("a.md", "2")), Err(Some("docs/api/a.md".into())));
        assert_eq!(named(page("a.md", "1"), Pages::new()), Err(Some("docs/api/a.md".into())));
        assert_eq!(named(Pages::new(), page("b.md", "1")), Err(Some("docs/api/b.md".into())));
    }

    #[test]
    fn the_committed_pages_are_found_in_folders_too() {
        let names: Vec<String> = pages(&root().join(FOLDER)).unwrap().into_keys().collect();
        let expected =
            ["README.md", "holdfast-fetch.md", "holdfast-fetch/body.md", "holdfast-fetch/opentelemetry.md"];
        assert_eq!(names, expected);
    }
}
