//! Who a client is when it has logged in, by password or certificate, and as whom it may send (attack S14). Values only.

use crate::config::Pattern;

/// A client that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Login {
    /// What it is known by: the account's address, or the first address of the certificate.
    pub(crate) name: String,
    /// Its own addresses, and those that the account may use.
    pub(crate) own: Vec<Pattern>,
    /// By its certificate alone, without AUTH.
    pub(crate) by_certificate: bool,
}

impl Login {
    /// The same known by one of its own addresses, and as that alone.
    pub(crate) fn as_one_of_its_own(&self, name: &str) -> Option<Self> {
        let own = self.own.iter().find(|pattern| matches!(pattern, Pattern::Address(_)) && pattern.grants(name))?.clone();
        Some(Self { name: own.to_string().to_lowercase(), own: vec![own], by_certificate: false })
    }

    /// Whether the address is one of its own.
    pub(crate) fn owns(&self, address: &str) -> bool {
        self.own.iter().any(|pattern| pattern.grants(address))
    }
}
