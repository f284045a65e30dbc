//! What keeps a probe from beginning. What is found at a server is never an error.

/// A probe could not begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither a domain name nor an address.
    #[error("{text:?} is neither a host name nor an IP address")]
    Host {
        /// As it was written.
        text: String,
    },
    /// A port that is none, or whose protocol has to be said.
    #[error("{text:?} is no port to probe: {why}")]
    Door {
        /// As it was written.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The name has no address.
    #[error("{host} has no address: {why}")]
    NoAddress {
        /// The host.
        host: String,
        /// The resolver's words.
        why: String,
    },
    /// The TLS library refused our own settings.
    #[error("TLS cannot be set up: {why}")]
    Tls {
        /// Its words.
        why: String,
    },
}
