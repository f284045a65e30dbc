//! Which pairs of key and algorithm the primitive library computes, and why not the others.

/// Why nothing was computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// The algorithm is not offered.
    #[error("signature algorithm {0} is not supported")]
    Algorithm(String),
    /// The key's type is not offered.
    #[error("key type {0} is not supported")]
    Key(String),
    /// Key and algorithm do not belong together.
    #[error("a {key} key cannot verify {algorithm}")]
    Mismatch {
        /// The key's type.
        key: String,
        /// The algorithm.
        algorithm: String,
    },
}
