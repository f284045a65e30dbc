//! One thing at one address, as a value that can be compared: what is remembered is remembered under it.

use crate::address::Address;
use crate::rules::Kind;

/// One thing at one address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    pub(crate) kind: Kind,
    pub(crate) address: Address,
    /// Posted, if there is something to post.
    pub(crate) question: Option<Vec<u8>>,
}

impl Request {
    /// Gets what stands at the address.
    #[must_use]
    pub fn get(kind: Kind, address: Address) -> Self {
        Self { kind, address, question: None }
    }

    /// Asks an OCSP responder (RFC 6960 appendix A.1, POST).
    #[must_use]
    pub fn ocsp(address: Address, question: Vec<u8>) -> Self {
        Self { kind: Kind::Ocsp, address, question: Some(question) }
    }

    /// Where.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }
}
