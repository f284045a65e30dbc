//! What single extensions say (RFC 5280 4.2.1): types only; `extensions` reads them, `chain` judges them.

use const_oid::ObjectIdentifier;

use crate::general_name::GeneralName;
use crate::oid;

/// One extension as it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Extension {
    /// Its OID.
    pub oid: ObjectIdentifier,
    /// Must be understood.
    pub critical: bool,
    /// The octets inside extnValue.
    pub value: Vec<u8>,
}

/// Key usage bits (RFC 5280 4.2.1.3), bit 0 = digitalSignature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Signatures other than on certificates and CRLs.
    pub const DIGITAL_SIGNATURE: Self = Self(1 << 0);
    /// nonRepudiation, contentCommitment.
    pub const NON_REPUDIATION: Self = Self(1 << 1);
    /// Key transport.
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 2);
    /// Raw data.
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 3);
    /// Key agreement.
    pub const KEY_AGREEMENT: Self = Self(1 << 4);
    /// Signatures on certificates.
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// Signatures on CRLs.
    pub const CRL_SIGN: Self = Self(1 << 6);
    /// With key agreement: only enciphering.
    pub const ENCIPHER_ONLY: Self = Self(1 << 7);
    /// With key agreement: only deciphering.
    pub const DECIPHER_ONLY: Self = Self(1 << 8);

    /// At least one bit of `other` is set here.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Extended key usage (RFC 5280 4.2.1.12).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ExtendedKeyUsage(pub Vec<ObjectIdentifier>);

/// Basic constraints (RFC 5280 4.2.1.9).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BasicConstraints {
    /// May issue certificates.
    pub ca: bool,
    /// How many intermediate CAs may follow.
    pub path_length: Option<u64>,
}

/// One policy of the certificate policies extension (RFC 5280 4.2.1.4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PolicyInformation {
    /// The policy.
    pub policy: ObjectIdentifier,
    /// URI of the certification practice statement, if given.
    pub practice_statement: Option<String>,
}

/// One CRL distribution point (RFC 5280 4.2.1.13).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DistributionPoint {
    /// Full names of the point.
    pub full_name: Vec<GeneralName>,
    /// DER of a name relative to the CRL issuer, if that form is used.
    pub relative_name: Option<Vec<u8>>,
    /// Reasons covered; none given means all.
    pub reasons: Option<u16>,
    /// Who issues the CRL, if not the certificate's issuer.
    pub crl_issuer: Vec<GeneralName>,
}

/// One access description of authority information access (RFC 5280 4.2.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AccessDescription {
    /// caIssuers, OCSP, ...
    pub method: ObjectIdentifier,
    /// Where.
    pub location: GeneralName,
}

/// Name constraints (RFC 5280 4.2.1.10); a minimum other than 0 or a maximum is refused when it is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameConstraints {
    /// Permitted subtrees.
    pub permitted: Vec<GeneralName>,
    /// Excluded subtrees.
    pub excluded: Vec<GeneralName>,
}

/// Policy constraints (RFC 5280 4.2.1.11).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyConstraints {
    /// After so many certificates a policy is required.
    pub require_explicit_policy: Option<u64>,
    /// After so many certificates mapping is over.
    pub inhibit_policy_mapping: Option<u64>,
}

/// One policy mapping (RFC 5280 4.2.1.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PolicyMapping {
    /// The issuer's policy.
    pub issuer: ObjectIdentifier,
    /// The subject's policy that the issuer thinks equal.
    pub subject: ObjectIdentifier,
}

impl KeyUsage {
    /// The names of the bits that are set, separated by blanks.
    pub fn names(self) -> String {
        const NAMES: [&str; 9] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        let set = NAMES.iter().enumerate().filter(|(bit, _)| self.0 >> bit & 1 == 1);
        listed(set.map(|(_, name)| (*name).to_owned()))
    }
}

impl std::ops::BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl ExtendedKeyUsage {
    /// The purposes by name or number, separated by blanks; at most 16 are named.
    pub fn names(&self) -> String {
        let name = |purpose: &ObjectIdentifier| {
            let known = oid::PURPOSE_NAMES.iter().find(|(_, known)| known == purpose);
            known.map_or_else(|| purpose.to_string(), |(name, _)| (*name).to_owned())
        };
        listed(self.0.iter().take(16).map(name))
    }

    /// E-mail protection, or any purpose where `any` counts as it.
    pub(crate) fn allows_email(&self, any: bool) -> bool {
        self.0.iter().any(|purpose| *purpose == oid::EKU_EMAIL_PROTECTION || (any && *purpose == oid::EKU_ANY))
    }
}

/// Names in a row, to show; a list without any is told from none that was read.
fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" ") }
}
