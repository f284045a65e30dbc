//! What can be wrong with an encoding, and at which byte.

use crate::tag::Tag;

/// Why an encoding could not be read or written. Offsets count from the first byte of the source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The source failed.
    #[error("reading failed at byte {offset}: {source}")]
    Source {
        /// Where.
        offset: u64,
        /// Why.
        source: std::io::Error,
    },
    /// The sink that content flows to failed.
    #[error("writing the content found at byte {offset} failed: {source}")]
    Sink {
        /// Where the content was read.
        offset: u64,
        /// Why.
        source: std::io::Error,
    },
    /// The bytes end inside an element.
    #[error("the bytes end at {offset}, inside an element")]
    Truncated {
        /// Where the bytes end.
        offset: u64,
    },
    /// An element says it is longer than what it stands in.
    #[error("the element at byte {offset} ends at {end}, but what it stands in ends at {bound}")]
    Overrun {
        /// Where the element begins.
        offset: u64,
        /// Where it says it ends.
        end: u64,
        /// Where its parent ends.
        bound: u64,
    },
    /// Elements nest too deeply.
    #[error("elements nest deeper than {limit} at byte {offset}")]
    TooDeep {
        /// Where.
        offset: u64,
        /// The limit.
        limit: usize,
    },
    /// An element that must be held in memory is larger than its limit.
    #[error("the element at byte {offset} is larger than the limit of {limit} bytes")]
    TooLarge {
        /// Where the element begins.
        offset: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// There are more elements of a kind than are read.
    #[error("more than the limit of {limit} {what} at byte {offset}")]
    TooMany {
        /// Where the first too many begins.
        offset: u64,
        /// Of which kind.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The length octets are not those of X.690 8.1.3, or exceed 64 bits.
    #[error("bad length octets in the header at byte {offset}")]
    BadLength {
        /// Where the header begins.
        offset: u64,
    },
    /// The identifier octets are not those of X.690 8.1.2, or the number exceeds 32 bits.
    #[error("bad tag octets at byte {offset}")]
    BadTag {
        /// Where.
        offset: u64,
    },
    /// End-of-contents octets where no indefinite length is open.
    #[error("end-of-contents octets at byte {offset} close nothing")]
    StrayEndOfContents {
        /// Where.
        offset: u64,
    },
    /// Another element was needed here.
    #[error("{expected} expected at byte {offset}, found {found}")]
    UnexpectedTag {
        /// Where.
        offset: u64,
        /// What was needed.
        expected: Tag,
        /// What stands there.
        found: Tag,
    },
    /// Something was needed, and its parent ends.
    #[error("an element is missing at byte {offset}")]
    Missing {
        /// Where.
        offset: u64,
    },
    /// Something stands where nothing may follow.
    #[error("{found} at byte {offset} where nothing should follow")]
    Trailing {
        /// Where.
        offset: u64,
        /// What stands there.
        found: Tag,
    },
    /// The element is primitive where it must be constructed, or the other way round.
    #[error("{tag} at byte {offset} is {}", if *constructed { "constructed, and must be primitive" } else { "primitive, and must be constructed" })]
    WrongForm {
        /// Where.
        offset: u64,
        /// Of what.
        tag: Tag,
        /// The form found.
        constructed: bool,
    },
    /// The value is not one of its type.
    #[error("bad {what} at byte {offset}")]
    BadValue {
        /// Where the element begins.
        offset: u64,
        /// Of which type.
        what: &'static str,
    },
    /// BER where only DER is allowed.
    #[error("not DER at byte {offset}: {what}")]
    NotDer {
        /// Where.
        offset: u64,
        /// What DER forbids.
        what: &'static str,
    },
}

impl Error {
    /// The byte where it went wrong.
    #[must_use]
    pub fn offset(&self) -> u64 {
        match *self {
            Self::Source { offset, .. }
            | Self::Sink { offset, .. }
            | Self::Truncated { offset }
            | Self::Overrun { offset, .. }
            | Self::TooDeep { offset, .. }
            | Self::TooLarge { offset, .. }
            | Self::TooMany { offset, .. }
            | Self::BadLength { offset }
            | Self::BadTag { offset }
            | Self::StrayEndOfContents { offset }
            | Self::UnexpectedTag { offset, .. }
            | Self::Missing { offset }
            | Self::Trailing { offset, .. }
            | Self::WrongForm { offset, .. }
            | Self::BadValue { offset, .. }
            | Self::NotDer { offset, .. } => offset,
        }
    }
}
