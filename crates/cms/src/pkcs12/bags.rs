//! SafeContents and its bags (RFC 7292 4.2): keys and certificates with their labels. CRLs and secrets are passed over.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error as BerError, Tag};
use kakitome_crypto::Zeroizing;

use super::archive::{Archive, Entry};
use super::labels::Labels;
use super::protection::Protection;
use crate::error::Error;
use crate::finding::{Finding, KeyFileFinding};

pub(super) const KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
pub(super) const SHROUDED_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
pub(super) const CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const SAFE_CONTENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
pub(super) const X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");

/// Bags of a file. Backups of whole browsers have hundreds of certificates.
const MAX_BAGS: usize = 4096;
/// Keys of a file: as many as .NET reads (`Pkcs12LoaderLimits.MaxKeys`); each costs arithmetic.
const MAX_KEYS: usize = 200;
/// SafeContents inside SafeContents; nobody writes it, the format allows it.
const MAX_NESTING: usize = 4;

/// What was found so far.
#[derive(Default)]
pub(super) struct Bags {
    count: usize,
    keys: Vec<(Zeroizing<Vec<u8>>, Labels)>,
    certificates: Vec<(Vec<u8>, Labels)>,
}

impl Bags {
    /// Reads SafeContents that were encrypted or not.
    pub(super) fn read(&mut self, safe_contents: &[u8], protection: &mut Protection, encrypted: bool) -> Result<(), Error> {
        let contents = Cursor::new(safe_contents).sequence().map_err(Error::reading("SafeContents"))?;
        self.read_nested(contents, protection, encrypted, 0)
    }

    fn read_nested(&mut self, mut contents: Cursor<'_>, protection: &mut Protection, encrypted: bool, depth: usize) -> Result<(), Error> {
        let broken = Error::reading("SafeBag");
        if depth > MAX_NESTING {
            return Err(Error::Limit { what: "nested SafeContents", limit: MAX_NESTING as u64 });
        }
        while !contents.is_empty() {
            self.count += 1;
            if self.count > MAX_BAGS {
                return Err(Error::Limit { what: "bags of a PKCS#12 file", limit: MAX_BAGS as u64 });
            }
            let mut bag = contents.sequence().map_err(&broken)?;
            let kind = bag.oid().map_err(&broken)?;
            let mut explicit = bag.expect(Tag::context(0)).and_then(|element| element.children()).map_err(&broken)?;
            let value = explicit.any().map_err(&broken)?;
            let labels = Labels::read(&mut bag).map_err(&broken)?;
            match kind {
                KEY => {
                    if !encrypted {
                        protection.note(KeyFileFinding::WeakKeyProtection { protection: "none".to_owned() });
                    }
                    self.key(Zeroizing::new(value.raw().to_vec()), labels)?;
                }
                SHROUDED_KEY => self.key(protection.open_private_key(&value)?, labels)?,
                CERTIFICATE => {
                    let certificate = certificate(value.children().map_err(&broken)?).map_err(&broken)?;
                    self.certificates.extend(certificate.map(|der| (der, labels)));
                }
                SAFE_CONTENTS => self.read_nested(value.children().map_err(&broken)?, protection, encrypted, depth + 1)?,
                _ => {} // CRLs and secrets: nothing that an identity is made of
            }
        }
        Ok(())
    }

    fn key(&mut self, pkcs8: Zeroizing<Vec<u8>>, labels: Labels) -> Result<(), Error> {
        if self.keys.len() >= MAX_KEYS {
            return Err(Error::Limit { what: "private keys of a PKCS#12 file", limit: MAX_KEYS as u64 });
        }
        // Some programs write a key once for each of its certificates.
        if !self.keys.iter().any(|(other, _)| *other == pkcs8) {
            self.keys.push((pkcs8, labels));
        }
        Ok(())
    }

    pub(super) fn into_archive(self, findings: Vec<Finding>) -> Archive {
        let keys = self.keys.into_iter().map(|(pkcs8, labels)| Entry::new(pkcs8, labels));
        Archive::new(keys.collect(), self.certificates, findings)
    }
}

/// CertBag; kinds other than X.509 are passed over.
fn certificate(mut fields: Cursor<'_>) -> Result<Option<Vec<u8>>, BerError> {
    if fields.oid()? != X509 {
        return Ok(None);
    }
    let mut explicit = fields.expect(Tag::context(0))?.children()?;
    Ok(Some(explicit.octet_string()?.into_owned()))
}
