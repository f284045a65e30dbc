//! The inspection of the house: arrows between crates, circles of files, length of files.

mod arrows;
mod attacks;
mod circles;
mod length;
mod limits;
mod lints;
mod paths;
mod plan;

use std::path::Path;

use anyhow::Result;

/// Everything that is wrong with the house, one line each.
pub(crate) fn inspect(root: &Path) -> Result<Vec<String>> {
    let mut faults = arrows::faults(root)?;
    faults.extend(circles::faults(root)?);
    faults.extend(length::faults(root)?);
    faults.extend(lints::faults(root)?);
    faults.extend(attacks::faults(root)?);
    faults.extend(limits::faults(root)?);
    faults.extend(arrows::key_free(root)?);
    faults.extend(arrows::undrawn(root)?);
    Ok(faults)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use crate::shell;

    #[test]
    fn arrows_between_crates_point_down() {
        assert_eq!(super::arrows::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn no_circle_of_files_inside_a_crate() {
        assert_eq!(super::circles::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn every_limit_is_documented_with_its_value() {
        assert_eq!(super::limits::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn every_promised_attack_row_has_a_test() {
        assert_eq!(super::attacks::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn lints_are_the_workspaces_and_unsafe_stands_where_it_may() {
        assert_eq!(super::lints::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn files_stay_short_or_say_why() {
        assert_eq!(super::length::faults(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn no_key_is_linked_where_the_network_is() {
        assert_eq!(super::arrows::key_free(&shell::root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_front_page_names_every_crate() {
        assert_eq!(super::arrows::undrawn(&shell::root()).unwrap(), Vec::<String>::new());
    }
}
