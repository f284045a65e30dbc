//! Object identifiers by their names in RFC 5280, RFC 9598 and the S/MIME Baseline Requirements.

use const_oid::ObjectIdentifier;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

pub(crate) const SUBJECT_KEY_ID: ObjectIdentifier = oid("2.5.29.14");
pub(crate) const PRIVATE_KEY_USAGE_PERIOD: ObjectIdentifier = oid("2.5.29.16");
pub(crate) const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub(crate) const SUBJECT_ALT_NAME: ObjectIdentifier = oid("2.5.29.17");
pub(crate) const ISSUER_ALT_NAME: ObjectIdentifier = oid("2.5.29.18");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub(crate) const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
pub(crate) const REASON_CODE: ObjectIdentifier = oid("2.5.29.21");
pub(crate) const HOLD_INSTRUCTION: ObjectIdentifier = oid("2.5.29.23");
pub(crate) const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");
pub(crate) const DELTA_CRL_INDICATOR: ObjectIdentifier = oid("2.5.29.27");
pub(crate) const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = oid("2.5.29.28");
pub(crate) const CERTIFICATE_ISSUER: ObjectIdentifier = oid("2.5.29.29");
pub(crate) const NAME_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.30");
pub(crate) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = oid("2.5.29.31");
pub(crate) const CERTIFICATE_POLICIES: ObjectIdentifier = oid("2.5.29.32");
pub(crate) const ANY_POLICY: ObjectIdentifier = oid("2.5.29.32.0");
pub(crate) const POLICY_MAPPINGS: ObjectIdentifier = oid("2.5.29.33");
pub(crate) const AUTHORITY_KEY_ID: ObjectIdentifier = oid("2.5.29.35");
pub(crate) const POLICY_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.36");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub(crate) const FRESHEST_CRL: ObjectIdentifier = oid("2.5.29.46");
pub(crate) const INHIBIT_ANY_POLICY: ObjectIdentifier = oid("2.5.29.54");
/// RFC 3739 3.2.6.
pub(crate) const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
pub(crate) const AUTHORITY_INFO_ACCESS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.1");
pub(crate) const SUBJECT_INFO_ACCESS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.11");

pub(crate) const ACCESS_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");
pub(crate) const ACCESS_CA_ISSUERS: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.2");
/// RFC 6960 4.2.1, 4.4.1, 4.2.2.2.1.
pub(crate) const OCSP_BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
pub(crate) const OCSP_NONCE: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");
pub(crate) const OCSP_NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");
pub(crate) const QUALIFIER_CPS: ObjectIdentifier = oid("1.3.6.1.5.5.7.2.1");

pub(crate) const EKU_ANY: ObjectIdentifier = oid("2.5.29.37.0");
pub(crate) const EKU_EMAIL_PROTECTION: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.4");

pub(crate) const EKU_TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
pub(crate) const EKU_OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");

/// otherName of RFC 9598 3.
pub(crate) const SMTP_UTF8_MAILBOX: ObjectIdentifier = oid("1.3.6.1.5.5.7.8.9");

pub(crate) const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
pub(crate) const EMAIL_ADDRESS: ObjectIdentifier = oid("1.2.840.113549.1.9.1");

/// PKCS#9 extensionRequest (RFC 2985 5.4.2).
pub(crate) const EXTENSION_REQUEST: ObjectIdentifier = oid("1.2.840.113549.1.9.14");

/// MD4 with RSA; DSA with SHA-1 (two numbers), SHA-224, SHA-256, SHA-384, SHA-512.
pub(crate) const HISTORIC_SIGNATURES: [ObjectIdentifier; 7] = [
    oid("1.2.840.113549.1.1.3"),
    oid("1.2.840.10040.4.3"),
    oid("1.3.14.3.2.27"),
    oid("2.16.840.1.101.3.4.3.1"),
    oid("2.16.840.1.101.3.4.3.2"),
    oid("2.16.840.1.101.3.4.3.3"),
    oid("2.16.840.1.101.3.4.3.4"),
];

/// Attribute types with the short names that people know (RFC 4519, RFC 4514 3, and what CAs use).
pub(crate) const ATTRIBUTE_NAMES: &[(&str, ObjectIdentifier)] = &[
    ("CN", COMMON_NAME),
    ("SN", oid("2.5.4.4")),
    ("serialNumber", oid("2.5.4.5")),
    ("C", oid("2.5.4.6")),
    ("L", oid("2.5.4.7")),
    ("ST", oid("2.5.4.8")),
    ("STREET", oid("2.5.4.9")),
    ("O", oid("2.5.4.10")),
    ("OU", oid("2.5.4.11")),
    ("title", oid("2.5.4.12")),
    ("description", oid("2.5.4.13")),
    ("businessCategory", oid("2.5.4.15")),
    ("postalCode", oid("2.5.4.17")),
    ("name", oid("2.5.4.41")),
    ("GN", oid("2.5.4.42")),
    ("initials", oid("2.5.4.43")),
    ("generationQualifier", oid("2.5.4.44")),
    ("dnQualifier", oid("2.5.4.46")),
    ("pseudonym", oid("2.5.4.65")),
    ("organizationIdentifier", oid("2.5.4.97")),
    ("UID", oid("0.9.2342.19200300.100.1.1")),
    ("DC", oid("0.9.2342.19200300.100.1.25")),
    ("emailAddress", EMAIL_ADDRESS),
];

/// Purposes with their names in RFC 5280 4.2.1.12 (for facts of findings).
pub(crate) const PURPOSE_NAMES: &[(&str, ObjectIdentifier)] = &[
    ("anyExtendedKeyUsage", EKU_ANY),
    ("serverAuth", oid("1.3.6.1.5.5.7.3.1")),
    ("clientAuth", oid("1.3.6.1.5.5.7.3.2")),
    ("codeSigning", oid("1.3.6.1.5.5.7.3.3")),
    ("emailProtection", EKU_EMAIL_PROTECTION),
    ("timeStamping", EKU_TIME_STAMPING),
    ("OCSPSigning", EKU_OCSP_SIGNING),
];
