//! Where lists are published: a data file. Fetching is somebody else's.

use serde::Deserialize;

use crate::error::Error;

const WHAT: &str = "sources.toml";
const DATA: &str = include_str!("../data/sources.toml");

/// Where a list is published.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The name it is kept under.
    pub name: String,
    /// The list.
    pub url: String,
    /// The folder with the certificates that it names by SHA-1, if there is one.
    pub certificates: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Vec<Published>,
}

/// All of them.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn published() -> Result<Vec<Published>, Error> {
    let file: File = toml::from_str(DATA).map_err(|error| {
        let before = error.span().and_then(|span| DATA.get(..span.start)).unwrap_or_default();
        Error::Line { what: WHAT, line: before.matches('\n').count().saturating_add(1), problem: error.message().to_owned() }
    })?;
    Ok(file.source)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn every_list_is_published_over_tls() {
        let all = published().unwrap();
        assert!(all.iter().any(|source| source.name == "microsoft") && all.iter().any(|source| source.name == "mozilla"));
        for source in all {
            assert!(source.url.starts_with("https://"), "{}", source.url);
            assert!(source.certificates.is_none_or(|folder| folder.starts_with("https://") && folder.ends_with('/')));
        }
    }
}
