//! Extensions of certificates (RFC 5280 4.2), read once; what cannot be read is kept as such and judged later.

use const_oid::ObjectIdentifier;

use crate::general_name::GeneralName;
use crate::name::Name;

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

/// All extensions of one certificate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Extensions {
    /// Every extension as it stands, in order.
    pub all: Vec<Extension>,
    /// OIDs that stand more than once.
    pub duplicates: Vec<ObjectIdentifier>,
    /// Known extensions that cannot be read, with the problem.
    pub malformed: Vec<(ObjectIdentifier, String)>,
    /// Subject alternative name.
    pub subject_alt_name: Option<Vec<GeneralName>>,
    /// Key usage.
    pub key_usage: Option<KeyUsage>,
    /// Extended key usage.
    pub extended_key_usage: Option<ExtendedKeyUsage>,
    /// Basic constraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// Subject key identifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// Authority key identifier: keyIdentifier.
    pub authority_key_id: Option<Vec<u8>>,
    /// Authority key identifier: issuer names.
    pub authority_issuer: Option<Vec<Name>>,
    /// Certificate policies.
    pub policies: Option<Vec<PolicyInformation>>,
    /// CRL distribution points.
    pub crl_distribution_points: Option<Vec<DistributionPoint>>,
    /// Authority information access.
    pub authority_info_access: Option<Vec<AccessDescription>>,
}

impl Extensions {
    /// URLs of caIssuers, as text.
    pub fn issuer_urls(&self) -> Vec<String> {
        todo!()
    }

    /// URLs of OCSP responders, as text.
    pub fn ocsp_urls(&self) -> Vec<String> {
        todo!()
    }

    /// URLs of CRLs, as text.
    pub fn crl_urls(&self) -> Vec<String> {
        todo!()
    }
}
