//! Certificates that were read before, by their bytes: the same few come with thousands of mails, and reading one costs as much as
//! verifying five signatures. What is remembered is what the bytes say, never whether anybody trusts them.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use kakitome_pki::Certificate;

/// A bounded memory of certificates, to be shared between threads.
#[derive(Debug)]
pub struct KnownCertificates {
    limit: usize,
    generations: Mutex<Generations>,
}

/// Two generations: when the young one is full it becomes the old one, and what is not asked for again goes with that.
#[derive(Debug, Default)]
struct Generations {
    young: HashSet<ByBytes>,
    young_bytes: usize,
    old: HashSet<ByBytes>,
}

impl Default for KnownCertificates {
    /// Four megabytes: the chains of some thousand correspondents.
    fn default() -> Self {
        Self::new(4 << 20)
    }
}

impl KnownCertificates {
    /// Remembers certificates of so many bytes in all.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self { limit: bytes, generations: Mutex::default() }
    }

    /// The certificate that these bytes are.
    pub fn read(&self, der: &[u8]) -> Result<Certificate, kakitome_pki::Error> {
        if let Some(known) = self.lock().find(der, self.limit) {
            return Ok(known);
        }
        let certificate = Certificate::from_der(der)?; // without the lock: others go on
        self.lock().keep(&certificate, self.limit);
        Ok(certificate)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Generations> {
        // nothing in here is left half done by a panic
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn find(&mut self, der: &[u8], limit: usize) -> Option<Certificate> {
        if let Some(known) = self.young.get(der) {
            return Some(known.0.clone());
        }
        let ByBytes(certificate) = self.old.take(der)?;
        self.keep(&certificate, limit);
        Some(certificate)
    }

    fn keep(&mut self, certificate: &Certificate, limit: usize) {
        let bytes = certificate.as_der().len();
        if bytes > limit / 2 {
            return;
        }
        if self.young_bytes.saturating_add(bytes) > limit / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(ByBytes(certificate.clone())) {
            self.young_bytes = self.young_bytes.saturating_add(bytes);
        }
    }
}

/// Found by all its bytes; a hash alone would let a forger choose.
#[derive(Debug)]
struct ByBytes(Certificate);

impl Borrow<[u8]> for ByBytes {
    fn borrow(&self) -> &[u8] {
        self.0.as_der()
    }
}

impl Hash for ByBytes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_der().hash(state);
    }
}

impl PartialEq for ByBytes {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_der() == other.0.as_der()
    }
}

impl Eq for ByBytes {}
