//! SafeContents and its bags (RFC 7292 4.2): keys, certificates, and the attributes that tie them together.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error as BerError, Tag};
use kakitome_crypto::Zeroizing;

use super::contents::Contents;
use super::protection::Protection;
use crate::attribute::Attribute;
use crate::error::Error;

const KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const SAFE_CONTENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
const X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");

/// Bags of a file. Backups of whole browsers have hundreds of certificates.
const MAX_BAGS: usize = 4096;
/// SafeContents inside SafeContents; nobody writes it, the format allows it.
const MAX_NESTING: usize = 4;

/// What was found so far.
#[derive(Default)]
pub(super) struct Bags {
    count: usize,
    keys: Vec<(Zeroizing<Vec<u8>>, Labels)>,
    certificates: Vec<(Vec<u8>, Labels)>,
}

#[derive(Default)]
struct Labels {
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

impl Bags {
    /// Reads SafeContents.
    pub(super) fn read(&mut self, safe_contents: &[u8], protection: &Protection<'_>) -> Result<(), Error> {
        let contents = Cursor::new(safe_contents).sequence().map_err(Error::reading("SafeContents"))?;
        self.read_nested(contents, protection, 0)
    }

    fn read_nested(&mut self, mut contents: Cursor<'_>, protection: &Protection<'_>, depth: usize) -> Result<(), Error> {
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
            let labels = if bag.is_empty() { Labels::default() } else { Labels::read(&mut bag).map_err(&broken)? };
            match kind {
                KEY => self.keys.push((Zeroizing::new(value.raw().to_vec()), labels)),
                SHROUDED_KEY => self.keys.push((protection.open_private_key(&value)?, labels)),
                CERTIFICATE => {
                    let certificate = certificate(value.children().map_err(&broken)?).map_err(&broken)?;
                    self.certificates.extend(certificate.map(|der| (der, labels)));
                }
                SAFE_CONTENTS => self.read_nested(value.children().map_err(&broken)?, protection, depth + 1)?,
                _ => {} // CRLs and secrets: nothing that an identity is made of
            }
        }
        Ok(())
    }

    /// The one key and the certificates, that of the key first.
    pub(super) fn into_contents(self) -> Result<Contents, Error> {
        let count = self.keys.len();
        let mut keys = self.keys.into_iter();
        let (Some((private_key, key)), None) = (keys.next(), keys.next()) else {
            return Err(Error::PrivateKeys { count });
        };
        let mut certificates = self.certificates;
        certificates.sort_by_key(|(_, labels)| labels.local_key_id.is_none() || labels.local_key_id != key.local_key_id); // stable
        let own = certificates.first().filter(|(_, labels)| labels.local_key_id.is_some());
        let friendly_name = key.friendly_name.or_else(|| own.and_then(|(_, labels)| labels.friendly_name.clone()));
        let certificates = certificates.into_iter().map(|(der, _)| der).collect();
        Ok(Contents { private_key, certificates, friendly_name })
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

impl Labels {
    fn read(bag: &mut Cursor<'_>) -> Result<Self, BerError> {
        let mut labels = Self::default();
        for attribute in Attribute::read_all(bag.set()?)? {
            let Some(value) = attribute.values.first() else { continue };
            match attribute.oid {
                FRIENDLY_NAME => labels.friendly_name = Some(bmp_string(&Cursor::new(value).expect(Tag::BMP_STRING)?.octets()?)),
                LOCAL_KEY_ID => labels.local_key_id = Some(Cursor::new(value).octet_string()?.into_owned()),
                _ => {}
            }
        }
        Ok(labels)
    }
}

/// UTF-16, though the standard says UCS-2; what is no text is shown as U+FFFD.
fn bmp_string(octets: &[u8]) -> String {
    let (units, _) = octets.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}
