//! What `cargo xtask test` lays below `target/parts` because it cannot be installed beside something else, or is no package of the system.

use std::path::{Path, PathBuf};

/// A file of that part, if it is here.
pub(crate) fn find(part: &str, file: &str) -> Option<PathBuf> {
    let parts =
        std::env::var_os("KAKITOME_PARTS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/parts"), PathBuf::from);
    Some(parts.join(part).join(file)).filter(|found| found.exists())
}
