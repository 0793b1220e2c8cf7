//! Spares what takes long when nothing has changed that it is made of.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::Result;

use crate::project::root;

/// Does the work that makes `file` of `source`, unless it was made of the same, by the same code and the same tools. `code`: what
/// the work is written in.
pub fn unless_kept(
    source: &[u8],
    code: &[&str],
    file: &Path,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let note = file.with_extension("made-of");
    let made_of = made_of(source, code)?;
    if file.exists() && fs::read_to_string(&note).is_ok_and(|noted| noted == made_of) {
        return Ok(());
    }
    // Noted last, so that work that broke off is done again.
    fs::remove_file(&note).ok();
    work()?;
    fs::write(note, made_of)?;
    Ok(())
}

fn made_of(source: &[u8], code: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    source.hash(&mut hasher);
    code.hash(&mut hasher);
    fs::read(root().join("package-lock.json"))?.hash(&mut hasher);
    Ok(format!("{:016x}\n", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn work_is_done_again_when_its_source_has_changed_or_its_file_is_gone() {
        let folder = root().join("target/tmp/kept");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("file.txt");
        let done = Cell::new(0);
        let ask = |source: &[u8]| {
            unless_kept(source, &["code"], &file, || {
                done.set(done.get() + 1);
                Ok(fs::write(&file, source)?)
            })
            .unwrap();
            done.get()
        };
        assert_eq!((ask(b"a"), ask(b"a"), ask(b"b"), ask(b"b")), (1, 1, 2, 2));
        fs::remove_file(&file).unwrap();
        assert_eq!(ask(b"b"), 3);
    }

    #[test]
    fn work_that_failed_is_done_again() {
        let folder = root().join("target/tmp/kept-failed");
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("file.txt");
        fs::write(&file, "half").unwrap();
        assert!(unless_kept(b"a", &[], &file, || anyhow::bail!("no")).is_err());
        let mut done = false;
        unless_kept(b"a", &[], &file, || {
            done = true;
            Ok(())
        })
        .unwrap();
        assert!(done);
    }
}
