//! What could not be done, as facts. A certificate that was read and is not good is a [`crate::Finding`], never an error.

use kakitome_crypto::SignError;

/// Work of this crate that could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not what they should be.
    #[error("{what} cannot be read at byte {offset}: {problem}")]
    Malformed {
        /// What was being read ("certificate", "CRL", ...).
        what: &'static str,
        /// Offset in the DER bytes.
        offset: u64,
        /// What is wrong there.
        problem: String,
    },
    /// A PEM file is damaged.
    #[error("PEM block that begins in line {line} cannot be read: {problem}")]
    Pem {
        /// Line of the BEGIN mark, counted from 1.
        line: usize,
        /// What is wrong there.
        problem: &'static str,
    },
    /// The bytes hold nothing of the kind that was asked for.
    #[error("no {what} found: expected PEM (\"-----BEGIN {label}-----\") or DER")]
    NothingFound {
        /// What was asked for.
        what: &'static str,
        /// Its PEM label.
        label: &'static str,
    },
    /// A trust list in a format that this version does not read.
    #[error("{format} is recognised but not readable yet: give a PEM or DER bundle of roots instead")]
    NotReadableYet {
        /// Name of the format.
        format: &'static str,
    },
    /// A moment that cannot be read.
    #[error("{text:?} is not a time: use 2026-11-22, 2026-11-22T10:15:00Z or seconds since 1970")]
    Time {
        /// What was given, cut to a printable length.
        text: String,
    },
    /// A request for a certificate, CSR or CRL that must not be issued as asked.
    #[error("cannot issue {what}: {problem}")]
    Request {
        /// What was to be issued.
        what: &'static str,
        /// Why not, and what to change.
        problem: String,
    },
    /// The signer refused or failed.
    #[error("signing failed: {0}")]
    Sign(#[from] SignError),
    /// No random number could be drawn for a serial number.
    #[error("the system gave no random numbers")]
    Random,
}

impl Error {
    /// A structure that cannot be read.
    pub(crate) fn ber(what: &'static str, error: &kakitome_ber::Error) -> Self {
        Self::Malformed { what, offset: error.offset(), problem: error.to_string() }
    }
}
