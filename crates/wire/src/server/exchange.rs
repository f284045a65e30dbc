//! Where an exchange of AUTH stands between two lines (RFC 4954 4), and what is done with a line that may have held a password.

use zeroize::Zeroizing;

use crate::server::scram::{Begun, First};

/// Where an exchange stands: what the peer's next response is.
#[derive(Debug)]
pub(crate) enum Exchange {
    Plain,
    LoginName,
    LoginPassword(String),
    ScramFirst,
    /// The owner looks the account up.
    ScramAsked(Box<First>),
    ScramFinal(Box<Begun>),
    /// Our signature was sent; an empty response ends it.
    ScramEnd,
    External,
    /// The owner judges.
    Judged,
}

/// A line that was gathered from pieces is our copy.
pub(crate) fn wipe(line: std::borrow::Cow<'_, [u8]>) {
    if let std::borrow::Cow::Owned(bytes) = line {
        drop(Zeroizing::new(bytes));
    }
}
