//! The choices of whoever relies on a certificate, as values. The judge knows no number that is not here.

use const_oid::ObjectIdentifier;

/// What the leaf is to be used for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Purpose {
    /// Checking a signature on a mail (RFC 8550 4.4).
    EmailSigning,
    /// Encrypting a mail to the certificate's owner.
    EmailEncryption,
    /// Signing time stamps (RFC 3161 2.3).
    TimeStamping,
    /// No purpose: key usage and extended key usage of the leaf are not looked at (suites that test paths alone).
    Any,
}

/// How missing or unreachable revocation data is treated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RevocationMode {
    /// Not looked at; the report says "not checked".
    Off,
    /// Revoked is an error, unknown is a warning.
    Soft,
    /// Revoked and unknown are errors.
    Hard,
}

/// Whose extended key usage restricts the certificates below it: RFC 5280 4.2.1.12 knows the leaf's own, root programs
/// ask for more. An absent one never restricts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EkuChaining {
    /// The leaf's alone.
    LeafOnly,
    /// That of every CA certificate below the anchor too (Mozilla Root Store Policy 5.3; NSS).
    BelowAnchor,
    /// The anchor's own certificate as well (Windows: `CertGetCertificateChain` intersects the usages of the whole chain).
    WithAnchor,
}

/// How far back signatures count no more when a key was in other hands (keyCompromise, cACompromise, aACompromise), where
/// it is proven when they were made. Without such a proof a revoked certificate's signature never counts (C18, C19).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Compromise {
    /// None counts, whenever it was made: nobody knows since when the thief had the key.
    AnyTime,
    /// None from the CA's invalidity date on (RFC 5280 5.3.2); none at all where the CA names no such date.
    InvalidityDate,
    /// None from the revocation on.
    RevocationDate,
}

/// Policy values of path checking. The default is the design's default policy.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// Smallest RSA modulus that passes, in bits; below it `pki.weak-key` is an error.
    pub min_rsa_bits: u32,
    /// Smallest RSA modulus that passes without a warning, in bits.
    pub good_rsa_bits: u32,
    /// Accept certificates and CRLs signed with SHA-1 (`pki.weak-algorithm` becomes a warning).
    pub allow_sha1: bool,
    /// Accept certificates and CRLs signed with MD5.
    pub allow_md5: bool,
    /// `anyExtendedKeyUsage` stands for e-mail protection (RFC 8550 4.4.4).
    pub any_eku_is_email: bool,
    /// Whose extended key usage restricts what is below it.
    pub eku_chaining: EkuChaining,
    /// Validity dates of the anchor's certificate are checked.
    pub anchor_in_time: bool,
    /// An address in the subject counts where there is no subject alternative name (RFC 8550 3).
    pub subject_email: bool,
    /// Fold the case of local parts when addresses are compared.
    pub fold_local_part: bool,
    /// Missing revocation data.
    pub revocation: RevocationMode,
    /// Use delta CRLs (RFC 5280 6.3.1 (b), use-deltas).
    pub use_deltas: bool,
    /// How much a CRL or OCSP answer may be from the future, in seconds: clocks differ.
    pub clock_skew: i64,
    /// How old an OCSP answer may be that promises no next one, in seconds.
    pub undated_ocsp_age: i64,
    /// How far back a compromised key's signatures count no more.
    pub compromise: Compromise,
    /// RFC 5280 6.1.1(c): acceptable certificate policies; empty means any.
    pub initial_policies: Vec<ObjectIdentifier>,
    /// RFC 5280 6.1.1(f).
    pub require_explicit_policy: bool,
    /// RFC 5280 6.1.1(e).
    pub inhibit_policy_mapping: bool,
    /// RFC 5280 6.1.1(g).
    pub inhibit_any_policy: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            // S/MIME Baseline Requirements 6.1.5 and NIST SP 800-131A: 2048
            min_rsa_bits: 2048,
            good_rsa_bits: 2048,
            allow_sha1: false,
            allow_md5: false,
            any_eku_is_email: true,
            eku_chaining: EkuChaining::WithAnchor,
            anchor_in_time: true,
            subject_email: true,
            fold_local_part: false,
            revocation: RevocationMode::Soft,
            use_deltas: true,
            // five minutes: what Kerberos (RFC 4120 8.2) and most OCSP clients allow
            clock_skew: 300,
            // own: RFC 6960 2.4 says of such an answer only that newer ones are always to be had; a mail is on its way for hours
            undated_ocsp_age: 86_400,
            compromise: Compromise::AnyTime,
            initial_policies: Vec::new(),
            require_explicit_policy: false,
            inhibit_policy_mapping: false,
            inhibit_any_policy: false,
        }
    }
}
