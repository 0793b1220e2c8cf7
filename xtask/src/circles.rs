//! No circles between the crate's files: each can be read, tested and replaced once those that it names are known.
//!
//! A file depends on those whose modules it names in `use` or in a path, by `crate::`, `super::` or `self::`. A module that
//! declares another one does not depend on it by that alone. What is there for tests only is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A module's path from the crate on: `core::call::waits` is `["core", "call", "waits"]`.
type Module = Vec<String>;
type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// Fails if files of the crate in `folder` depend on each other in a circle.
pub fn none_in(folder: &Path) -> Result<()> {
    let mut sources = BTreeMap::new();
    read(folder, &[], &mut sources)?;
    let graph: Graph =
        sources.iter().map(|(module, text)| (module.clone(), named(module, text, &sources))).collect();
    match circle(&graph) {
        None => Ok(()),
        Some(circle) => {
            let names: Vec<String> = circle.iter().map(|module| module.join("::")).collect();
            bail!("these modules depend on each other in a circle: {}", names.join(" → "))
        }
    }
}

fn read(folder: &Path, parent: &[String], sources: &mut BTreeMap<Module, String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("there is no {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut module = parent.to_vec();
        if path.is_dir() {
            module.push(name);
            read(&path, &module, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            if name != "mod" && name != "lib" {
                module.push(name);
            }
            sources.insert(module, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// The modules that `text`, the file of `module`, names.
fn named(module: &Module, text: &str, known: &BTreeMap<Module, String>) -> BTreeSet<Module> {
    let code = without_comments_and_tests(text);
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("::") {
        let before = &code[..at];
        let word = &before[before.rfind(|c| !is_identifier(c)).map_or(0, |end| end + 1)..];
        if before[..at - word.len()].ends_with("::") {
            continue;
        }
        let mut base = match word {
            "crate" => Module::new(),
            "self" => module.clone(),
            "super" => parent(module),
            _ => continue,
        };
        let mut rest = &code[at + 2..];
        while let Some(after) = rest.strip_prefix("super::") {
            base = parent(&base);
            rest = after;
        }
        for path in expanded(rest) {
            let mut whole = base.clone();
            whole.extend(path);
            // The longest part of the path that is a module; what comes after it is something inside.
            while !known.contains_key(&whole) && whole.pop().is_some() {}
            if whole != *module && !whole.is_empty() {
                found.insert(whole);
            }
        }
    }
    found
}

fn parent(module: &Module) -> Module {
    module[..module.len().saturating_sub(1)].to_vec()
}

/// `a::{b, c::d}` → `a::b`, `a::c::d`: the paths that a tree of names begins with.
fn expanded(tree: &str) -> Vec<Module> {
    let tree = tree.trim_start();
    if let Some(inside) = tree.strip_prefix('{') {
        return members(inside).into_iter().flat_map(expanded).collect();
    }
    let name: String = tree.chars().take_while(|c| is_identifier(*c)).collect();
    if name.is_empty() || name == "self" {
        return vec![Module::new()];
    }
    let inner = match tree[name.len()..].strip_prefix("::") {
        Some(rest) => expanded(rest),
        None => vec![Module::new()],
    };
    inner.into_iter().map(|path| [vec![name.clone()], path].concat()).collect()
}

/// The members of a list that ends at its brace.
fn members(inside: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(&inside[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    members.retain(|member| !member.trim().is_empty());
    members
}

fn without_comments_and_tests(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text);
    let text = text.split("\n#[cfg(all(test").next().unwrap_or(text);
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The modules of one circle, the first one again at the end.
fn circle(graph: &Graph) -> Option<Vec<Module>> {
    let mut done = BTreeSet::new();
    graph.keys().find_map(|module| follow(module, graph, &mut Vec::new(), &mut done))
}

fn follow(
    module: &Module,
    graph: &Graph,
    path: &mut Vec<Module>,
    done: &mut BTreeSet<Module>,
) -> Option<Vec<Module>> {
    if let Some(at) = path.iter().position(|earlier| earlier == module) {
        return Some([&path[at..], std::slice::from_ref(module)].concat());
    }
    if done.contains(module) {
        return None;
    }
    path.push(module.clone());
    let found = graph.get(module).into_iter().flatten().find_map(|next| follow(next, graph, path, done));
    path.pop();
    done.insert(module.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Option<String> {
        let module = |name: &str| name.split("::").map(str::to_owned).collect::<Module>();
        let sources: BTreeMap<Module, String> =
            files.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect();
        let graph =
            sources.iter().map(|(module, text)| (module.clone(), named(module, text, &sources))).collect();
        let names = circle(&graph)?;
        Some(names.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_circle_is_named() {
        let files =
            [("a", "use crate::b::B;"), ("b", "use super::c::{self, C};"), ("c", "fn f() { crate::a::g() }")];
        assert_eq!(found(&files).as_deref(), Some("a b c a"));
    }

    #[test]
    fn trees_of_names_are_followed() {
        let files = [("a", "use crate::{x, b::{y::Z, c::d}};"), ("b::c", "use crate::a::A;"), ("b::y", "")];
        assert_eq!(found(&files).as_deref(), Some("a b::c a"));
    }

    #[test]
    fn a_child_may_name_its_parent_that_only_declares_it() {
        assert_eq!(found(&[("a", "mod b;\npub struct A;"), ("a::b", "use super::A;")]), None);
        let both = [("a", "mod b;\nuse self::b::B;\npub struct A;"), ("a::b", "use super::A;")];
        assert_eq!(found(&both).as_deref(), Some("a a::b a"));
    }

    #[test]
    fn comments_and_tests_do_not_count() {
        let files = [
            ("a", "//! See crate::b.\n\n#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}\n"),
            ("b", "use crate::a::A;"),
        ];
        assert_eq!(found(&files), None);
    }
}
