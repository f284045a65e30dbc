//! Trust anchors: certificates whose name and key are believed, each with its state for e-mail.
//! Mozilla's and Microsoft's own list formats are recognised and refused with a clear error until they can be read.

use std::collections::HashMap;

use kakitome_ber::{Cursor, Tag};

use crate::bundle;
use crate::certificate::Certificate;
use crate::email_trust::EmailTrust;
use crate::error::Error;
use crate::extension::ExtendedKeyUsage;
use crate::forbidden::{Forbidden, ForbiddenSet};
use crate::name::Name;
use crate::pem;
use crate::stamp::Stamp;

/// One trust anchor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Anchor {
    /// Its certificate.
    pub certificate: Certificate,
    /// Its state for e-mail.
    pub email: EmailTrust,
}

/// A set of trust anchors, and of certificates that no path may lead through. The only way into it is to be given; nothing from a
/// mail ever gets here (C11).
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    list: Vec<Anchor>,
    by_subject: HashMap<Box<[u8]>, Vec<usize>>,
    forbidden: ForbiddenSet,
    stamp: Stamp,
}

impl Anchors {
    /// No anchor: nothing is trusted.
    pub fn none() -> Self {
        Self::default()
    }

    /// These certificates, trusted for e-mail.
    pub fn from_certificates(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let mut anchors = Self::none();
        for certificate in certificates {
            anchors.add(Anchor { certificate, email: EmailTrust::Trusted });
        }
        anchors
    }

    /// Reads a trust file: a PEM or DER bundle. OpenSSL's TRUSTED CERTIFICATE is read with its purposes. An anchor that
    /// cannot be read is an error: nobody is told that a root is trusted when it is not in the set.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if let Some(format) = foreign_format(bytes) {
            return Err(Error::NotReadableYet { format });
        }
        let mut anchors = Self::none();
        for block in pem::blocks(bytes)?.into_iter().filter(|block| block.label == "TRUSTED CERTIFICATE") {
            anchors.add(openssl_trusted(&block.content)?);
        }
        match bundle::certificates_from(bytes) {
            Ok(certificates) => {
                for certificate in certificates {
                    // one that stands with purposes keeps them
                    if !anchors.list.iter().any(|known| known.certificate == certificate) {
                        anchors.add(Anchor { certificate, email: EmailTrust::Trusted });
                    }
                }
                Ok(anchors)
            }
            Err(error) => Err(error),
        }
    }

    /// Adds one. The same certificate with the same state is kept once; with two states it is kept twice, and whoever
    /// gave the one that trusts it is believed.
    pub fn add(&mut self, anchor: Anchor) {
        let same_subject = self.by_subject.entry(anchor.certificate.subject().key().into()).or_default();
        if same_subject.iter().filter_map(|&at| self.list.get(at)).any(|known| *known == anchor) {
            return;
        }
        same_subject.push(self.list.len());
        self.list.push(anchor);
        self.stamp = Stamp::fresh();
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: Self) {
        for anchor in other.list {
            self.add(anchor);
        }
        if self.forbidden.extend(other.forbidden) {
            self.stamp = Stamp::fresh();
        }
    }

    /// Forbids a certificate wherever it stands in a path, whatever anchor the path ends at.
    pub fn forbid(&mut self, entry: Forbidden) {
        if self.forbidden.add(entry) {
            self.stamp = Stamp::fresh();
        }
    }

    /// How many certificates are forbidden.
    pub fn forbidden(&self) -> usize {
        self.forbidden.len()
    }

    /// What is said against a certificate wherever it stands.
    pub(crate) fn against<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = &'a Forbidden> {
        self.forbidden.of(certificate)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.list.iter()
    }

    /// Those of a subject, in the order they were added.
    pub fn named<'a>(&'a self, subject: &Name) -> impl Iterator<Item = &'a Anchor> + use<'a> {
        let found = self.by_subject.get(subject.key()).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|&at| self.list.get(at))
    }

    /// An anchor has this subject.
    pub(crate) fn has_subject_key(&self, key: &[u8]) -> bool {
        self.by_subject.contains_key(key)
    }

    /// Tells this content from any other.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Root lists in formats of their own.
fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    /// szOID_CTL, the content type of Microsoft's trust lists.
    const CTL: const_oid::ObjectIdentifier = const_oid::ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.1");
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    if has(b"CKA_TRUST") || has(b"CKO_NSS_") || has(b"CKO_CERTIFICATE") {
        return Some("a Mozilla certdata.txt");
    }
    let head = bytes.get(..bytes.len().min(256)).unwrap_or_default();
    let is_stl = head.windows(CTL.as_bytes().len()).any(|window| window == CTL.as_bytes());
    if is_stl {
        return Some("a Microsoft certificate trust list (authroot.stl)");
    }
    bytes.starts_with(b"MSCF").then_some("a Microsoft cabinet (authrootstl.cab)")
}

/// The certificate and what follows it: SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject `[0]` OPTIONAL, ... }.
fn openssl_trusted(bytes: &[u8]) -> Result<Anchor, Error> {
    let wrong = |error: kakitome_ber::Error| Error::ber("trusted certificate", &error);
    let mut cursor = Cursor::new(bytes);
    let certificate = Certificate::from_der(cursor.any().map_err(wrong)?.raw())?;
    let mut email = EmailTrust::Trusted;
    if !cursor.is_empty() {
        let mut settings = cursor.sequence().map_err(wrong)?;
        let trusted = settings.optional(Tag::SEQUENCE).map_err(wrong)?;
        let rejected = settings.optional(Tag::context(0)).map_err(wrong)?;
        let mails = |list: Option<kakitome_ber::Element<'_>>| list.map(|list| purposes(&list)).transpose().map_err(wrong);
        if mails(trusted)?.is_some_and(|usages| !usages.allows_email(true)) {
            email = EmailTrust::NotForEmail { because: "its trusted uses do not name e-mail protection".to_owned() };
        }
        if mails(rejected)?.is_some_and(|usages| usages.allows_email(true)) {
            email = EmailTrust::NotForEmail { because: "its rejected uses name e-mail protection".to_owned() };
        }
    }
    Ok(Anchor { certificate, email })
}

fn purposes(list: &kakitome_ber::Element<'_>) -> Result<ExtendedKeyUsage, kakitome_ber::Error> {
    let mut inner = list.children()?;
    let mut found = Vec::new();
    while !inner.is_empty() {
        found.push(inner.oid()?);
    }
    Ok(ExtendedKeyUsage(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_other_formats_are_named() {
        for (bytes, format) in [
            (&b"BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\n"[..], "certdata.txt"),
            (b"MSCF\0\0", "cabinet"),
            (&[0x30, 0x10, 0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x01], "authroot.stl"),
        ] {
            let text = Anchors::from_bytes(bytes).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(text.contains(format) && text.contains("PEM"), "{text}");
        }
    }
}
