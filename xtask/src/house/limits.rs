//! Every limit that bounds what a message may cost stands in `docs/limits.md` with its value: those of the crates that read what
//! strangers wrote, by the names of their constants and the fields of their `Limits`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Crates whose limits are all documented.
const CRATES: [&str; 3] = ["ber", "cms", "crypto"];

/// A constant with one of these in its name is a limit.
const WORDS: [&str; 6] = ["MAX", "MOST", "LONGEST", "LEAST", "SHORTEST", "LENGTHS"];

/// `file` and `name = value`, or `name: value` of a field.
type Limit = (String, String);

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let page = root.join("docs/limits.md");
    let page = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let mut found = BTreeSet::new();
    for name in CRATES {
        let folder = root.join("crates").join(name).join("src");
        for file in files(&folder)? {
            let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let file = short(name, &folder, &file);
            found.extend(limits(&text).into_iter().map(|limit| (file.clone(), limit)));
        }
    }
    Ok(judge(&found, &documented(&page)))
}

/// Source files that are more than tests.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn short(name: &str, folder: &Path, file: &Path) -> String {
    format!("{name}/{}", file.strip_prefix(folder).unwrap_or(file).display())
}

fn judge(found: &BTreeSet<Limit>, documented: &BTreeSet<Limit>) -> Vec<String> {
    let missing = found.difference(documented).map(|(file, limit)| format!("docs/limits.md has no row `{file}` `{limit}`"));
    let stale = documented.difference(found).map(|(file, limit)| format!("docs/limits.md has `{limit}`, which {file} has not"));
    missing.chain(stale).collect()
}

/// Of each row of the page's tables the last cell: a file, and limits in it.
fn documented(page: &str) -> BTreeSet<Limit> {
    let mut found = BTreeSet::new();
    for row in page.lines().filter(|line| line.starts_with('|')) {
        let cell = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        let mut file = None;
        for code in cell.split('`').skip(1).step_by(2) {
            match file {
                _ if code.ends_with(".rs") => {
                    file = Some(code.to_owned()).filter(|file| CRATES.iter().any(|name| file.starts_with(&format!("{name}/"))))
                }
                Some(ref file) => drop(found.insert((file.clone(), code.to_owned()))),
                None => {}
            }
        }
    }
    found
}

/// The limits of one file, outside its tests.
fn limits(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found: Vec<String> = text.lines().filter_map(constant).collect();
    for block in text.split("\nimpl Default for ").skip(1) {
        let name = block.split_whitespace().next().unwrap_or_default();
        let body = block.split("\n}").next().unwrap_or_default();
        if let Some((_, fields)) = body.rsplit_once("Self {").filter(|_| name.ends_with("Limits") || name.ends_with("Cost")) {
            let fields =
                fields.split('}').next().unwrap_or_default().split(',').map(|field| field.split_whitespace().collect::<Vec<_>>().join(" "));
            found.extend(fields.filter(|field| !field.is_empty()));
        }
    }
    found
}

/// `pub const NAME: type = value;`
fn constant(line: &str) -> Option<String> {
    let (before, rest) = line.trim().split_once("const ")?;
    if !(before.is_empty() || before.starts_with("pub")) {
        return None;
    }
    let (name, rest) = rest.split_once(':')?;
    let (_, value) = rest.split_once(" = ")?;
    let is_limit = name.split('_').any(|word| WORDS.contains(&word))
        && name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_');
    is_limit.then(|| format!("{name} = {}", value.trim_end_matches(';')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_and_fields_are_limits() {
        let text = "const MAX_X: usize = 5;\npub const LEAST: Self = Self { a: 1 };\nconst PIECE: usize = 7;\n\
                    \nimpl Default for Limits {\n    fn default() -> Self {\n        Self { one: 1 << 4, two: MOST }\n    }\n}\n\
                    \nimpl Default for Other {\n    fn default() -> Self {\n        Self { three: 3 }\n    }\n}\n\
                    #[cfg(test)]\nmod tests {\nconst MAX_Y: usize = 9;\n";
        assert_eq!(limits(text), ["MAX_X = 5", "LEAST = Self { a: 1 }", "one: 1 << 4", "two: MOST"]);
    }

    #[test]
    fn what_is_missing_and_what_is_stale_is_told() {
        let page = "| what | where |\n|---|---|\n| x | `ber/lib.rs` `MAX_X = 5`, `MAX_Z = 6` |\n| y | `keys`, `MAX_Y` |\n";
        let found = BTreeSet::from([("ber/lib.rs".to_owned(), "MAX_X = 4".to_owned()), ("ber/lib.rs".to_owned(), "MAX_Z = 6".to_owned())]);
        let faults = judge(&found, &documented(page));
        assert_eq!(
            faults,
            ["docs/limits.md has no row `ber/lib.rs` `MAX_X = 4`", "docs/limits.md has `MAX_X = 5`, which ber/lib.rs has not"]
        );
    }
}
