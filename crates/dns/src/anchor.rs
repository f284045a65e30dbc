//! Where belief begins: the root's keys (RFC 4033 2, RFC 5011). IANA's of 2017 and 2024 come with the library.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use hickory_resolver::proto::dnssec::TrustAnchors;

use crate::error::Error;

/// Where belief begins.
#[derive(Clone)]
pub struct Anchor(Option<Arc<TrustAnchors>>);

impl Anchor {
    /// The root's keys as IANA publishes them.
    #[must_use]
    pub fn iana() -> Self {
        Self(Some(Arc::default()))
    }

    /// Nothing is checked: every answer is [`Proof::Indeterminate`](crate::Proof::Indeterminate).
    #[must_use]
    pub const fn unchecked() -> Self {
        Self(None)
    }

    /// DNSKEY records of the root, one a line, as `unbound-anchor` and zone tools write them.
    ///
    /// # Errors
    /// [`Error::Setup`]: not readable, or without a key of the root.
    pub fn read(text: &str) -> Result<Self, Error> {
        let anchors = TrustAnchors::from_str(text).map_err(|why| Error::Setup { why: format!("trust anchor: {why}") })?;
        if anchors.is_empty() {
            return Err(Error::Setup { why: "trust anchor: there is no DNSKEY record of the root in it".to_owned() });
        }
        Ok(Self(Some(Arc::new(anchors))))
    }

    /// The same from a file.
    ///
    /// # Errors
    /// [`Error::Setup`]
    pub fn from_file(file: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(file).map_err(|why| Error::Setup { why: format!("trust anchor {}: {why}", file.display()) })?;
        Self::read(&text)
    }

    pub(crate) fn keys(&self) -> Option<Arc<TrustAnchors>> {
        self.0.clone()
    }
}

impl std::fmt::Debug for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Anchor").field(&self.0.as_ref().map(|keys| keys.len())).finish()
    }
}
