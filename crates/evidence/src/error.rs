//! Why nothing can be fetched at all. What became of a single address is an [`Outcome`](crate::Outcome).

/// Why nothing can be fetched at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The fetcher does not start.
    #[error(transparent)]
    Fetcher(#[from] kakitome_fetch::Error),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}
