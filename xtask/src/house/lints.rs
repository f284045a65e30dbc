//! Lints: every crate takes the workspace's; one takes them line by line because it may have `unsafe` in one file, and there alone.

use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::plan;

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let workspace = manifest(&root.join("Cargo.toml"))?;
    let lints = workspace.get("workspace").and_then(|workspace| workspace.get("lints")).context("the workspace has no lints")?;
    let mut faults = Vec::new();
    for name in members(root)? {
        let folder = root.join("crates").join(&name);
        faults.extend(judge(&name, &manifest(&folder.join("Cargo.toml"))?, lints));
        faults.extend(unsafe_files(&name, &folder)?);
    }
    Ok(faults)
}

fn members(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("crates"))? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn manifest(path: &Path) -> Result<Table> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("in {}", path.display()))
}

fn judge(name: &str, manifest: &Table, workspace: &Value) -> Option<String> {
    let own = manifest.get("lints");
    if own.and_then(|lints| lints.get("workspace")).and_then(Value::as_bool) == Some(true) {
        return None;
    }
    if !plan::UNSAFE.iter().any(|(file, _)| in_crate(file, name)) {
        return Some(format!("`{name}` does not take the workspace's lints"));
    }
    let mut expected = workspace.clone();
    if let Some(rust) = expected.get_mut("rust").and_then(Value::as_table_mut) {
        rust.insert("unsafe_code".to_owned(), Value::String("deny".to_owned()));
    }
    (own != Some(&expected)).then(|| format!("the lints of `{name}` differ from the workspace's in more than `unsafe_code = \"deny\"`"))
}

fn in_crate(file: &str, name: &str) -> bool {
    file.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
}

/// Sources that say `unsafe` and are not in the plan. The lint refuses them too, unless somebody allows it on the spot: this does not.
fn unsafe_files(name: &str, folder: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                let planned = plan::UNSAFE.iter().any(|(file, _)| in_crate(file, name) && path.ends_with(file));
                if !planned && says_unsafe(&text) {
                    faults.push(format!("{}: `unsafe` outside the files that the plan names", path.display()));
                }
            }
        }
    }
    Ok(faults)
}

/// `unsafe` as code: a block, a function, an implementation, an attribute.
fn says_unsafe(text: &str) -> bool {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.flat_map(|line| line.match_indices("unsafe").map(move |(at, word)| line.get(at + word.len()..).unwrap_or_default()))
        .any(|rest| [" {", " fn", " impl", " extern", " trait", "("].iter().any(|next| rest.starts_with(next)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_crate_with_lints_of_its_own_is_found() {
        let workspace: Value = toml::from_str("[rust]\nunsafe_code = 'forbid'\nmissing_docs = 'warn'").unwrap();
        let read = |text: &str| text.parse::<Table>().unwrap();
        assert_eq!(judge("mime", &read("[lints]\nworkspace = true"), &workspace), None);
        assert!(judge("mime", &read(""), &workspace).is_some());
        assert!(judge("mime", &read("[lints.rust]\nunsafe_code = 'deny'\nmissing_docs = 'warn'"), &workspace).is_some());
        assert_eq!(judge("crypto", &read("[lints.rust]\nunsafe_code = 'deny'\nmissing_docs = 'warn'"), &workspace), None);
        assert!(judge("crypto", &read("[lints.rust]\nunsafe_code = 'deny'"), &workspace).is_some());
        assert!(judge("crypto", &read("[lints.rust]\nunsafe_code = 'allow'\nmissing_docs = 'warn'"), &workspace).is_some());
    }

    #[test]
    fn unsafe_is_found_as_code_and_not_as_a_word() {
        let word = "unsafe";
        for code in [" { }", " fn f() {}", " impl Send for X {}", " extern \"C\" {}"] {
            assert!(says_unsafe(&format!("let x = {word}{code}")), "{code}");
        }
        assert!(says_unsafe(&format!("#[{word}(no_mangle)]")));
        assert!(!says_unsafe(&format!("// an {word} block {{ }}: {word} {{\n#![forbid({word}_code)]")));
    }
}
