//! One certificate laid out for the rules: parsed form, raw pieces, attributes and addresses, each gathered once.

use std::collections::HashSet;

use const_oid::ObjectIdentifier;

use super::attribute::{self, Attribute};
use super::profile::Profile;
use super::raw::Raw;
use crate::certificate::Certificate;
use crate::extension::Extension;
use crate::extensions::Extensions;
use crate::general_name::GeneralName;
use crate::identity::{Generation, Identity};
use crate::oid;
use crate::time::UnixTime;

/// What the rules look at.
pub(super) struct Linted<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) raw: Raw<'a>,
    /// When it was issued, or is taken to have been.
    pub(super) issued: UnixTime,
    /// What it is held to; none: it states no policy of the Baseline Requirements.
    pub(super) profile: Option<Profile>,
    /// Every reserved policy that it states, each once.
    pub(super) reserved: Vec<ObjectIdentifier>,
    pub(super) subject: Vec<Attribute>,
    /// The directory names of the subject alternative name.
    pub(super) directory: Vec<Vec<Attribute>>,
    /// The addresses of the subject alternative name: rfc822Name and SmtpUTF8Mailbox.
    pub(super) addresses: HashSet<String>,
}

impl<'a> Linted<'a> {
    pub(super) fn new(certificate: &'a Certificate, assumed: Option<Profile>, issued: UnixTime) -> Result<Self, kakitome_ber::Error> {
        let extensions = certificate.extensions();
        let mut reserved: Vec<ObjectIdentifier> = Vec::new();
        for information in extensions.policies.iter().flatten() {
            // twelve at most
            if Profile::of_policy(information.policy).is_some() && !reserved.contains(&information.policy) {
                reserved.push(information.policy);
            }
        }
        let stated = reserved.first().copied().and_then(Profile::of_policy);
        let names = || extensions.subject_alt_name.iter().flatten();
        Ok(Self {
            certificate,
            raw: Raw::read(certificate)?,
            issued,
            profile: assumed.or(stated),
            reserved,
            subject: attribute::attributes(certificate.subject()),
            directory: names()
                .filter_map(|name| match name {
                    GeneralName::Directory(name) => Some(attribute::attributes(name)),
                    _ => None,
                })
                .collect(),
            addresses: names().filter_map(address).collect(),
        })
    }

    pub(super) fn extensions(&self) -> &'a Extensions {
        self.certificate.extensions()
    }

    pub(super) fn extension(&self, extension: ObjectIdentifier) -> Option<&'a Extension> {
        self.extensions().find(extension)
    }

    pub(super) fn is_critical(&self, extension: ObjectIdentifier) -> bool {
        self.extension(extension).is_some_and(|extension| extension.critical)
    }

    /// A subscriber certificate of the Baseline Requirements: it states one of their policies (or is held to one) and is no CA.
    pub(super) fn is_subscriber(&self) -> bool {
        self.profile.is_some() && !self.certificate.is_ca()
    }

    pub(super) fn is_generation(&self, generations: &[Generation]) -> bool {
        self.is_subscriber() && self.profile.is_some_and(|profile| generations.contains(&profile.generation))
    }

    pub(super) fn is_identity(&self, identities: &[Identity]) -> bool {
        self.is_subscriber() && self.profile.is_some_and(|profile| identities.contains(&profile.identity))
    }

    /// The texts of the subject's attributes of a type.
    pub(super) fn texts(&self, kind: ObjectIdentifier) -> impl Iterator<Item = &str> {
        self.subject.iter().filter(move |attribute| attribute.kind == kind).map(Attribute::text)
    }

    pub(super) fn has_attribute(&self, kind: ObjectIdentifier) -> bool {
        self.subject.iter().any(|attribute| attribute.kind == kind)
    }

    /// The subject, and the directory names beside it.
    pub(super) fn names(&self) -> impl Iterator<Item = &[Attribute]> {
        std::iter::once(self.subject.as_slice()).chain(self.directory.iter().map(Vec::as_slice))
    }

    /// For whom the key's algorithm identifier begins with this OID.
    pub(super) fn is_key(&self, algorithms: &[ObjectIdentifier]) -> bool {
        self.key_oid().is_some_and(|known| algorithms.contains(&known))
    }

    pub(super) fn key_oid(&self) -> Option<ObjectIdentifier> {
        let mut parts = kakitome_ber::Cursor::new(self.raw.key_algorithm?).sequence().ok()?;
        parts.oid().ok()
    }

    /// It says that it is for e-mail.
    pub(super) fn is_for_email(&self) -> bool {
        self.extensions().extended_key_usage.as_ref().is_some_and(|usage| usage.0.contains(&oid::EKU_EMAIL_PROTECTION))
    }
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::Rfc822(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
        other => other.smtp_utf8_mailbox().map(|octets| String::from_utf8_lossy(&octets).into_owned()),
    }
}

/// For rules about every certificate.
pub(super) fn every(_: &Linted<'_>) -> bool {
    true
}

/// For rules of the Baseline Requirements about every subscriber certificate.
pub(super) fn subscriber(linted: &Linted<'_>) -> bool {
    linted.is_subscriber()
}

pub(super) fn legacy(linted: &Linted<'_>) -> bool {
    linted.is_generation(&[Generation::Legacy])
}

pub(super) fn strict(linted: &Linted<'_>) -> bool {
    linted.is_generation(&[Generation::Strict])
}

pub(super) fn not_strict(linted: &Linted<'_>) -> bool {
    linted.is_generation(&[Generation::Legacy, Generation::Multipurpose])
}

pub(super) fn not_legacy(linted: &Linted<'_>) -> bool {
    linted.is_generation(&[Generation::Multipurpose, Generation::Strict])
}

pub(super) fn authority(linted: &Linted<'_>) -> bool {
    linted.certificate.is_ca()
}

pub(super) fn not_authority(linted: &Linted<'_>) -> bool {
    !linted.certificate.is_ca()
}
