//! Length of files: lines before `mod tests`, against the limit of the plan.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::plan;

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for path in sources(&root.join("crates"))?.into_iter().chain(sources(&root.join("xtask"))?) {
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let lines = own_lines(&text);
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        let listed = plan::LONG_FILES.iter().any(|(file, _)| *file == name);
        if lines > plan::LONGEST_FILE && !listed {
            faults.push(format!("{name} has {lines} lines; take it apart, or list it in the plan with a reason"));
        } else if lines <= plan::LONGEST_FILE && listed {
            faults.push(format!("{name} is listed as long but has {lines} lines; take it off the list"));
        }
    }
    Ok(faults)
}

/// Source files below `folder`: what ships, not its tests.
pub(super) fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_dir() {
                if !matches!(name.as_str(), "tests" | "benches" | "examples" | "target") {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn own_lines(text: &str) -> usize {
    text.lines().take_while(|line| line.trim_end() != "#[cfg(test)]").count()
}
