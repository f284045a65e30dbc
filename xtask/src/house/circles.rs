//! Circles of files inside a crate. A file may use its neighbours, but following the arrows must never lead back.
//! `lib.rs` and files that hold only `mod` and `use` are door signs: what they re-export is followed to its home.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};

use super::arrows;
use super::length;
use super::paths::{self, Named};

type Module = Vec<String>;
type Graph = BTreeMap<Module, BTreeSet<Module>>;

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for room in arrows::rooms(root)? {
        let source = root.join("crates").join(&room.name).join("src");
        let mut files = BTreeMap::new();
        for path in length::sources(&source)? {
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let named = paths::read(&text).with_context(|| format!("cannot parse {}", path.display()))?;
            files.insert(module_of(path.strip_prefix(&source).unwrap_or(&path)), named);
        }
        for circle in circles(&graph(&files)) {
            let names: Vec<String> = circle.iter().map(|module| module.join("::")).collect();
            faults.push(format!("crate `{}`: a circle of files: {}", room.name, names.join(" -> ")));
        }
    }
    Ok(faults)
}

/// `a/b.rs` and `a/b/mod.rs` are the module `a::b`; `lib.rs` and `main.rs` are the crate itself.
fn module_of(path: &Path) -> Module {
    let mut words: Vec<String> = path.with_extension("").iter().map(|word| word.to_string_lossy().into_owned()).collect();
    if words.last().is_some_and(|word| word == "mod") || (words.len() == 1 && words.iter().all(|word| word == "lib" || word == "main")) {
        words.pop();
    }
    words
}

fn graph(files: &BTreeMap<Module, Named>) -> Graph {
    let mut graph = Graph::new();
    for (module, named) in files {
        if module.is_empty() || named.facade {
            continue;
        }
        let arrows = graph.entry(module.clone()).or_default();
        for path in &named.paths {
            if let Some(target) = resolve(files, module, path, 0)
                && target != *module
                && !target.is_empty()
            {
                arrows.insert(target);
            }
        }
    }
    graph
}

/// The file that a path written in `from` leads to, through re-exports of door signs (a few steps at most).
fn resolve(files: &BTreeMap<Module, Named>, from: &Module, path: &[String], steps: u8) -> Option<Module> {
    let (mut at, rest) = start(files, from, path)?;
    for word in rest {
        let mut deeper = at.clone();
        deeper.push(word.clone());
        if files.contains_key(&deeper) {
            at = deeper;
            continue;
        }
        let named = files.get(&at)?;
        if (at.is_empty() || named.facade) && steps < 4 {
            let (_, onward) = named.exports.iter().find(|(name, _)| name == word)?;
            return resolve(files, &at, onward, steps + 1);
        }
        break;
    }
    Some(at)
}

fn start<'a>(files: &BTreeMap<Module, Named>, from: &Module, path: &'a [String]) -> Option<(Module, &'a [String])> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some((Vec::new(), rest)),
        "self" => Some((from.clone(), rest)),
        "super" => {
            let mut at = from.clone();
            let mut rest = rest;
            at.pop();
            while let Some((word, further)) = rest.split_first().filter(|(word, _)| *word == "super") {
                let _ = word;
                at.pop();
                rest = further;
            }
            Some((at, rest))
        }
        name => {
            // a child module named without `self::`
            let mut child = from.clone();
            child.push(name.to_owned());
            files.contains_key(&child).then_some((child, rest))
        }
    }
}

/// Every circle once: a way that leads back to the file it began at.
fn circles(graph: &Graph) -> Vec<Vec<Module>> {
    let mut found: Vec<Vec<Module>> = Vec::new();
    let mut seen: BTreeSet<BTreeSet<Module>> = BTreeSet::new();
    for begin in graph.keys() {
        if let Some(way) = way_back(graph, begin)
            && seen.insert(way.iter().cloned().collect())
        {
            found.push(way);
        }
    }
    found
}

/// The shortest way from a file back to itself.
fn way_back(graph: &Graph, begin: &Module) -> Option<Vec<Module>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([begin]);
    while let Some(at) = queue.pop_front() {
        for next in graph.get(at)?.iter().filter(|next| graph.contains_key(*next)) {
            if next == begin {
                let mut way = vec![begin.clone()];
                let mut step = at;
                while step != begin {
                    way.push(step.clone());
                    step = came_from.get(step)?;
                }
                way.push(begin.clone());
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn check(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| (module_of(Path::new(path)), paths::read(text).unwrap())).collect();
        circles(&graph(&files)).iter().map(|way| way.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" -> ")).collect()
    }

    #[test]
    fn a_circle_of_two_is_found() {
        let found =
            check(&[("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::X; fn f(){}"), ("b.rs", "pub struct X; fn g(){ crate::a::f() }")]);
        assert_eq!(found, ["a -> b -> a"]);
    }

    #[test]
    fn a_circle_through_a_re_export_is_found() {
        let found = check(&[
            ("lib.rs", "mod a; mod b; pub use b::X;"),
            ("a.rs", "use crate::X; pub fn f(){}"),
            ("b.rs", "pub struct X; fn g(){ super::a::f() }"),
        ]);
        assert_eq!(found, ["a -> b -> a"]);
    }

    #[test]
    fn a_circle_between_parent_and_child_is_found() {
        let found =
            check(&[("lib.rs", "mod a;"), ("a.rs", "mod b; pub struct Y; fn f(){ b::g() }"), ("a/b.rs", "use super::Y; pub fn g(){}")]);
        assert_eq!(found, ["a -> a::b -> a"]);
    }

    #[test]
    fn tests_may_look_anywhere() {
        let found = check(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::X; pub fn f(){}"),
            ("b.rs", "pub struct X; #[cfg(test)] mod tests { use crate::a::f; }"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_way_down_is_no_circle() {
        let found = check(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::{b::X, c::Y}; fn f(){}"),
            ("b.rs", "use crate::c::Y; pub struct X;"),
            ("c.rs", "pub struct Y;"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}
