//! Everything that a PKCS#12 file holds: keys, each with its certificate, and the other certificates. Which certificate is a key's own
//! is said by the public key, or by localKeyId where the key is of a kind that is not offered here.

use std::fmt;

use kakitome_crypto::{PrivateKey, Zeroizing};
use kakitome_pki::Certificate;

use super::contents::Contents;
use super::labels::Labels;
use crate::error::Error;
use crate::finding::Finding;

/// What a PKCS#12 file held. It never shows its keys.
pub struct Archive {
    keys: Vec<Entry>,
    certificates: Vec<Vec<u8>>,
    findings: Vec<Finding>,
}

/// A private key of the file.
pub struct Entry {
    pkcs8: Zeroizing<Vec<u8>>,
    labels: Labels,
    /// Its place among the certificates.
    own: Option<usize>,
    /// The mail addresses and the subject of its certificate.
    addresses: Vec<String>,
    subject: Option<String>,
}

/// Names in an error; a file of two hundred keys is not listed whole.
const MOST_NAMES: usize = 20;

impl Entry {
    pub(super) fn new(pkcs8: Zeroizing<Vec<u8>>, labels: Labels) -> Self {
        Self { pkcs8, labels, own: None, addresses: Vec::new(), subject: None }
    }

    /// The name that people gave it (friendlyName), if they did.
    #[must_use]
    pub fn friendly_name(&self) -> Option<&str> {
        self.labels.friendly_name.as_deref()
    }

    /// The mail addresses of its certificate.
    #[must_use]
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// A name for people: the one they gave it and the address or subject of its certificate, as far as there are any.
    #[must_use]
    pub fn name(&self) -> String {
        let certificate = self.addresses.first().or(self.subject.as_ref());
        match (&self.labels.friendly_name, certificate) {
            (Some(friendly), Some(certificate)) if friendly != certificate => format!("{friendly} ({certificate})"),
            (Some(name), _) | (None, Some(name)) => name.clone(),
            (None, None) => "a key without a name".to_owned(),
        }
    }

    fn answers_to(&self, name: &str) -> bool {
        let wanted = name.trim();
        let names = self.labels.friendly_name.iter().chain(&self.addresses).chain(&self.subject);
        names.chain([&self.name()]).any(|one| one.eq_ignore_ascii_case(wanted))
    }
}

impl Archive {
    pub(super) fn new(mut keys: Vec<Entry>, certificates: Vec<(Vec<u8>, Labels)>, findings: Vec<Finding>) -> Self {
        let read: Vec<Option<Certificate>> = certificates.iter().map(|(der, _)| Certificate::from_der(der.clone()).ok()).collect();
        for key in &mut keys {
            let public = PrivateKey::from_pkcs8(&key.pkcs8).ok().map(|key| key.public_spki().to_vec());
            key.own = match public {
                Some(public) => read.iter().position(|one| one.as_ref().is_some_and(|one| one.spki() == public)),
                None => {
                    let wanted = &key.labels.local_key_id;
                    certificates.iter().position(|(_, labels)| labels.local_key_id.is_some() && labels.local_key_id == *wanted)
                }
            };
            let Some(own) = key.own else { continue };
            if let Some((_, labels)) = certificates.get(own)
                && key.labels.friendly_name.is_none()
            {
                key.labels.friendly_name.clone_from(&labels.friendly_name);
            }
            if let Some(Some(certificate)) = read.get(own) {
                key.addresses = certificate.emails().into_iter().map(|email| email.text).collect();
                key.subject = Some(certificate.subject().display().to_string());
            }
        }
        let certificates = certificates.into_iter().map(|(der, _)| der).collect();
        Self { keys, certificates, findings }
    }

    /// The keys, in the order of the file.
    #[must_use]
    pub fn keys(&self) -> &[Entry] {
        &self.keys
    }

    /// The certificates in DER, in the order of the file.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// What is notable about the file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The only key, with all certificates.
    ///
    /// # Errors
    /// [`Error::NoPrivateKey`], [`Error::SeveralKeys`] with their names.
    pub fn into_only(self) -> Result<Contents, Error> {
        match self.keys.len() {
            0 => Err(Error::NoPrivateKey),
            1 => self.into_nth(0),
            _ => Err(self.several((1..).zip(&self.keys))),
        }
    }

    /// The key that answers to a name: its friendlyName, an address or the subject of its certificate, or its number from 1.
    ///
    /// # Errors
    /// [`Error::NoSuchKey`], [`Error::SeveralKeys`] when the name is not one key's alone.
    pub fn into_named(self, name: &str) -> Result<Contents, Error> {
        let found: Vec<usize> = (0..self.keys.len()).filter(|at| self.keys.get(*at).is_some_and(|key| key.answers_to(name))).collect();
        let by_number = name.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < self.keys.len());
        match (found.as_slice(), by_number) {
            ([one], _) => self.into_nth(*one),
            ([], Some(number)) => self.into_nth(number),
            ([], None) => Err(Error::NoSuchKey { name: name.to_owned(), names: names((1..).zip(&self.keys)) }),
            _ => Err(self.several((1..).zip(&self.keys).filter(|(number, _)| found.contains(&(number - 1))))),
        }
    }

    /// Every key by itself, each with its certificate first.
    ///
    /// # Errors
    /// [`Error::NoPrivateKey`].
    pub fn into_each(self) -> Result<Vec<Contents>, Error> {
        if self.keys.is_empty() {
            return Err(Error::NoPrivateKey);
        }
        let owned: Vec<usize> = self.keys.iter().filter_map(|key| key.own).collect();
        let Self { keys, certificates, findings } = self;
        Ok(keys.into_iter().map(|key| contents(key, &owned, &certificates, &findings)).collect())
    }

    fn into_nth(mut self, at: usize) -> Result<Contents, Error> {
        let owned: Vec<usize> = self.keys.iter().filter_map(|key| key.own).collect();
        if at >= self.keys.len() {
            return Err(Error::NoPrivateKey);
        }
        Ok(contents(self.keys.swap_remove(at), &owned, &self.certificates, &self.findings))
    }

    fn several<'a>(&self, keys: impl Iterator<Item = (usize, &'a Entry)>) -> Error {
        Error::SeveralKeys { count: self.keys.len(), names: names(keys) }
    }
}

/// The key's certificate first, then all that are not another key's own.
fn contents(key: Entry, owned: &[usize], certificates: &[Vec<u8>], findings: &[Finding]) -> Contents {
    let own = key.own.and_then(|own| certificates.get(own));
    let others = certificates.iter().enumerate().filter(|(at, _)| !owned.contains(at)).map(|(_, der)| der);
    Contents {
        private_key: key.pkcs8,
        certificates: own.into_iter().chain(others).cloned().collect(),
        friendly_name: key.labels.friendly_name,
        findings: findings.to_vec(),
    }
}

fn names<'a>(keys: impl Iterator<Item = (usize, &'a Entry)>) -> String {
    let mut names: Vec<String> = keys.take(MOST_NAMES + 1).map(|(number, key)| format!("{number}: {}", key.name())).collect();
    if let Some(last) = names.get_mut(MOST_NAMES) {
        "…".clone_into(last);
    }
    names.join(", ")
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.keys.iter().map(Entry::name).collect();
        f.debug_struct("Archive").field("keys", &names).field("certificates", &self.certificates.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Entry").field(&self.name()).finish()
    }
}
