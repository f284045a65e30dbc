//! The rules of signed and unsigned attributes as far as they need more than the attributes themselves (RFC 5652 5.3, 5.4, 11;
//! RFC 6211), and the signer's word on the content.

use const_oid::ObjectIdentifier;
use kakitome_crypto::{Digest, DigestAlgorithm};

use super::{Check, Over};
use crate::finding::Finding;
use crate::oid;
use crate::outcome::Obstacle;
use crate::signer_info::SignerInfo;

/// Attributes that are worth nothing unless they are signed.
const ONLY_SIGNED: [(&str, ObjectIdentifier); 8] = [
    ("contentType", oid::CONTENT_TYPE),                               // RFC 5652 11.1
    ("messageDigest", oid::MESSAGE_DIGEST),                           // RFC 5652 11.2
    ("signingTime", oid::SIGNING_TIME),                               // RFC 5652 11.3
    ("SMIMECapabilities", oid::SMIME_CAPABILITIES),                   // RFC 8551 2.5.2
    ("SMIMEEncryptionKeyPreference", oid::ENCRYPTION_KEY_PREFERENCE), // RFC 8551 2.5.3
    ("signingCertificate", oid::SIGNING_CERTIFICATE),                 // RFC 5035 5.4
    ("signingCertificateV2", oid::SIGNING_CERTIFICATE_V2),            // RFC 5035 5.4
    ("cmsAlgorithmProtect", oid::ALGORITHM_PROTECTION),               // RFC 6211 2
];

/// Attributes that can only be made when the signature is there.
const NEVER_SIGNED: [(&str, ObjectIdentifier); 2] = [
    ("countersignature", oid::COUNTERSIGNATURE), // RFC 5652 11.4
    ("timeStampToken", oid::TIME_STAMP_TOKEN),   // RFC 3161 appendix A
];

impl Check<'_> {
    /// Findings about the attributes, apart from the digest they carry.
    pub(super) fn attributes(&mut self) {
        let unsigned = &self.signer.unsigned_attributes;
        let has = |among: &[crate::attribute::Attribute], oid| among.iter().any(|attribute| attribute.oid == oid);
        let misplaced = ONLY_SIGNED.iter().filter(|(_, oid)| has(unsigned, *oid));
        self.findings.extend(misplaced.map(|(attribute, _)| Finding::MisplacedAttribute { attribute }));
        let Some(attributes) = &self.signer.signed_attributes else {
            if let Over::Content(_) = self.over {
                self.findings.push(Finding::NoSignedAttributes);
            }
            return;
        };
        let misplaced = NEVER_SIGNED.iter().filter(|(_, oid)| has(&attributes.all, *oid));
        self.findings.extend(misplaced.map(|(attribute, _)| Finding::MisplacedAttribute { attribute }));
        match self.over {
            Over::Content(signed_data) => {
                self.findings.extend(attributes.findings.iter().cloned());
                let actual = signed_data.content_type;
                if let Some(signed) = attributes.content_type.filter(|signed| *signed != actual) {
                    self.findings.push(Finding::ContentTypeMismatch { signed, actual });
                }
            }
            Over::Signature => self.of_countersignature(),
        }
        self.algorithm_protection();
    }

    /// RFC 5652 11.4: as those of any signer, but that a signature has no content type.
    fn of_countersignature(&mut self) {
        let Some(attributes) = &self.signer.signed_attributes else { return };
        let not_wanted = Finding::MissingAttribute { attribute: "contentType" };
        self.findings.extend(attributes.findings.iter().filter(|finding| **finding != not_wanted).cloned());
        if attributes.all.iter().any(|attribute| attribute.oid == oid::CONTENT_TYPE) {
            self.findings.push(Finding::MisplacedAttribute { attribute: "contentType" });
        }
    }

    fn algorithm_protection(&mut self) {
        let attributes = self.signer.signed_attributes.as_ref();
        let Some(protection) = attributes.and_then(|attributes| attributes.algorithm_protection.as_ref()) else { return };
        let SignerInfo { digest_algorithm, signature_algorithm, .. } = self.signer;
        let pairs = [("digest", &protection.digest, digest_algorithm), ("signature", &protection.signature, signature_algorithm)];
        for (what, signed, actual) in pairs {
            if !signed.same(actual) {
                self.findings.push(Finding::AlgorithmProtectionMismatch { what, signed: signed.oid, actual: actual.oid });
            }
        }
    }

    /// The content's digest by the signer's algorithm, and the signer's word on it.
    pub(super) fn content_digest(&self, digest: Option<DigestAlgorithm>) -> Result<Digest, Obstacle> {
        let digest = digest.ok_or(Obstacle::Algorithm)?;
        if self.attribute(|attributes| Some(attributes.message_digest.is_none())) == Some(true) {
            return Err(Obstacle::NoMessageDigest);
        }
        self.content.digest(digest).copied().ok_or(Obstacle::DigestWanted(digest))
    }

    pub(super) fn content_changed(&mut self, digest: Option<DigestAlgorithm>) -> bool {
        let actual = digest.and_then(|digest| self.content.digest(digest));
        let signed = self.attribute(|attributes| attributes.message_digest.as_deref());
        let (Some(actual), Some(signed)) = (actual, signed) else { return false };
        if actual.as_bytes() == signed {
            return false;
        }
        let (digest, signed, actual) = (actual.algorithm().name(), hex(signed), actual.to_hex());
        self.findings.push(Finding::ContentChanged { digest, signed, actual });
        true
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
