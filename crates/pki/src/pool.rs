//! Certificates that may be links of a path, found by subject. Being here gives no trust.

use crate::anchors::Anchors;
use crate::certificate::Certificate;
use crate::crl::Crl;

/// Certificates that may stand between a leaf and an anchor, indexed by subject. A duplicate is kept once.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    certificates: Vec<Certificate>,
}

impl Pool {
    /// From certificates; order is kept.
    pub fn new(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let mut pool = Self::default();
        for certificate in certificates {
            pool.add(certificate);
        }
        pool
    }

    /// Adds one.
    pub fn add(&mut self, certificate: Certificate) {
        self.certificates.push(certificate);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter()
    }
}

/// What a search may use. The message's bag and what was given stay apart, so that what was given is indexed once.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Certificates that came with the message.
    pub message: &'a Pool,
    /// Certificates from elsewhere.
    pub given: &'a Pool,
    /// What is believed.
    pub anchors: &'a Anchors,
    /// CRLs, given or from the message.
    pub crls: &'a [Crl],
}
