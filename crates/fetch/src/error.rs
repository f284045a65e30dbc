//! Why nothing was fetched. Each says what to do about it, for a log or a report that an administrator reads.

use std::net::IpAddr;
use std::time::Duration;

/// Nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is not one that is asked.
    #[error("{address}: {why}")]
    Address {
        /// As it was given, shortened and with control characters escaped.
        address: String,
        /// Which rule it breaks.
        why: &'static str,
    },
    /// The name leads into a network that is not public and was not allowed.
    #[error("{host} is at {found}, which is not a public address; allow its network in the configuration if that is meant")]
    Private {
        /// The name or the literal address.
        host: String,
        /// Where it leads.
        found: IpAddr,
    },
    /// The name leads nowhere.
    #[error("{host} cannot be resolved: {why}")]
    Name {
        /// The name.
        host: String,
        /// What the resolver said.
        why: String,
    },
    /// The answer is longer than such a thing may be.
    #[error("{address}: the answer is longer than the limit of {limit} bytes")]
    TooLong {
        /// Who answered.
        address: String,
        /// The limit.
        limit: u64,
    },
    /// It took too long.
    #[error("{address}: no complete answer within {} seconds", limit.as_secs())]
    TooSlow {
        /// Who was asked.
        address: String,
        /// The limit.
        limit: Duration,
    },
    /// The server answered, and not with the thing.
    #[error("{address}: the server answered with status {status}")]
    Status {
        /// Who answered.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server answered with another kind of content.
    #[error("{address}: the answer is {found:?}, not text/plain")]
    ContentType {
        /// Who answered.
        address: String,
        /// The kind of content, shortened.
        found: String,
    },
    /// The connection, TLS or HTTP failed.
    #[error("{address}: {why}")]
    Connection {
        /// Who was asked.
        address: String,
        /// What happened.
        why: String,
    },
    /// A place for a long answer could not be made here.
    #[error("no temporary file for a long answer: {why}")]
    Disk {
        /// What the system said.
        why: String,
    },
    /// The fetcher itself cannot be set up.
    #[error("the fetcher cannot be set up: {why}")]
    Setup {
        /// What is wrong.
        why: String,
    },
}
