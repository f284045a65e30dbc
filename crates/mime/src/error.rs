//! Why a mail could not be indexed or written. What was read and is merely odd is a `Finding`, not an `Error`.

use crate::limits::Limit;
use std::io;

/// The work could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The mail has more structure than the budget allows.
    #[error("{limit} is above the limit of {allowed} (at byte {at})")]
    Limit {
        /// which budget
        limit: Limit,
        /// its value
        allowed: u64,
        /// the byte at which it was passed
        at: u64,
    },
    /// The source could not be read or positioned.
    #[error("the mail could not be read at byte {at}: {source}")]
    Read {
        /// the byte that was wanted
        at: u64,
        /// what the source said
        source: io::Error,
    },
    /// The source is shorter than when it was indexed.
    #[error("the mail ends at byte {at}, it was longer when it was indexed")]
    Shrunk {
        /// where it ended
        at: u64,
    },
    /// The destination could not be written.
    #[error("the mail could not be written: {0}")]
    Write(#[source] io::Error),
}
