//! Tables are put into a page by the program that made them, so that nobody types figures.

use std::{fs, io};

/// Puts a table between `<!-- name -->` and `<!-- end -->`.
pub fn put(path: &str, name: &str, table: &str) -> io::Result<()> {
    let page = fs::read_to_string(path)?;
    let mark = format!("<!-- {name} -->\n");
    let missing = || io::Error::new(io::ErrorKind::InvalidData, format!("{path} has no place for {name}"));
    let begin = page.find(&mark).ok_or_else(missing)? + mark.len();
    let end = begin + page[begin..].find("<!-- end -->").ok_or_else(missing)?;
    fs::write(path, format!("{}{}{}", &page[..begin], table, &page[end..]))
}
