//! Where a recipient looks, program by program: names of steps with what they rest on (`data/guides.toml`). The sentences are crate
//! explain's; a program without a guide is one of which no source tells where to look.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::{self, Error};
use crate::evidence::Evidence;

const WHAT: &str = "guides.toml";
const DATA: &str = include_str!("../data/guides.toml");

/// The steps in one program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Guide {
    /// The program by its id.
    pub program: String,
    /// Names of the steps, in order.
    pub steps: Vec<String>,
    /// What they rest on.
    #[serde(flatten)]
    pub evidence: Evidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    guide: Vec<Guide>,
}

fn load() -> Result<Vec<Guide>, Error> {
    error::read::<File>(WHAT, DATA).map(|file| file.guide)
}

/// All guides in the order in which they are told.
#[must_use]
pub fn guides() -> &'static [Guide] {
    static GUIDES: OnceLock<Vec<Guide>> = OnceLock::new();
    // a test reads the file
    GUIDES.get_or_init(|| load().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::profile::program;

    #[test]
    fn every_guide_is_of_a_program_and_has_steps_and_a_source() {
        let all = load().unwrap();
        assert!(all.len() >= 5);
        for guide in &all {
            assert!(program(&guide.program).is_ok() && guide.steps.len() >= 3 && !guide.evidence.source.is_empty(), "{guide:?}");
            // the address before anything that is pressed
            assert_eq!(guide.steps.first().map(String::as_str), Some("from"));
        }
    }
}
