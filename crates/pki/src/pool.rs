//! Certificates that may be links of a path, found by subject. Being here gives no trust.

use std::collections::{HashMap, HashSet};

use crate::anchors::Anchors;
use crate::certificate::Certificate;
use crate::name::Name;
use crate::revocation_pool::RevocationPool;
use crate::stamp::Stamp;
use crate::status::SigningTime;

/// Certificates that may stand between a leaf and an anchor, indexed by subject. A duplicate is kept once.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    certificates: Vec<Certificate>,
    /// SHA-256 of each (C21): a bag of thousands with one name must not cost the square of it.
    known: HashSet<[u8; 32]>,
    by_subject: HashMap<Box<[u8]>, Vec<usize>>,
    stamp: Stamp,
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
        if !self.known.insert(*certificate.sha256()) {
            return;
        }
        self.by_subject.entry(certificate.subject().key().into()).or_default().push(self.certificates.len());
        self.certificates.push(certificate);
        self.stamp = Stamp::fresh();
    }

    /// This very certificate is in it.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.known.contains(certificate.sha256())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter()
    }

    /// Those of a subject, in the order they were added.
    pub fn named<'a>(&'a self, subject: &Name) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.with_subject_key(subject.key())
    }

    /// Those whose subject has this key.
    pub(crate) fn with_subject_key<'a>(&'a self, key: &[u8]) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        let found = self.by_subject.get(key).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|&at| self.certificates.get(at))
    }

    /// Tells this content from any other.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
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
    /// CRLs and OCSP responses, given or from the message.
    pub revocation: &'a RevocationPool,
    /// When the message was signed, if anybody says so.
    pub signing_time: Option<SigningTime>,
}
