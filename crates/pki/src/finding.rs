//! What was read and is notable: a stable id, a severity, facts as fields, the source of the rule. No sentences.

mod rules;

use const_oid::ObjectIdentifier;

use crate::budget::Cut;
use crate::email_trust::EmailState;
use crate::status::StatusSource;
use crate::time::UnixTime;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allowed, and should not be so.
    Warning,
    /// The path, or the match, is not accepted.
    Error,
}

impl Severity {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A notable fact about a certificate, a path, a CRL or an address.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// The certificate names an address that differs from From.
    AddressMismatch {
        /// The From address.
        from: String,
        /// The certificate's addresses, separated by blanks.
        certificate: String,
    },
    /// The addresses match only when the case of the local part is folded, which the policy allows.
    AddressFolded {
        /// The From address.
        from: String,
        /// The certificate's address.
        certificate: String,
    },
    /// The address stands in the subject alone; there is no subject alternative name.
    AddressInSubject {
        /// The address.
        address: String,
    },
    /// An address in the certificate that can never match: blank, NUL, control character, bad domain.
    AddressUnusable {
        /// The address, escaped.
        address: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The certificate names no mail address.
    AddressMissing,
    /// The From address itself cannot be compared.
    FromUnusable {
        /// The address, escaped.
        from: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The anchor is not trusted for e-mail.
    AnchorNotForEmail {
        /// Why.
        because: String,
    },
    /// The list of roots says of the anchor that it is not for e-mail, for this leaf at this time.
    RootLimited {
        /// The root's name.
        root: String,
        /// Its state in the list.
        state: EmailState,
        /// The list, by name and date.
        list: String,
        /// The attribute that says so.
        attribute: String,
        /// What the attribute says.
        value: String,
    },
    /// A list of roots forbids this certificate wherever it stands, for this leaf at this time.
    Forbidden {
        /// Its subject.
        certificate: String,
        /// Its serial number.
        serial: String,
        /// What the list says of it.
        state: EmailState,
        /// The list, by name and date.
        list: String,
        /// The attribute that says so.
        attribute: String,
        /// What the attribute says.
        value: String,
    },
    /// Authority key identifier and the issuer's subject key identifier differ.
    AuthorityKeyMismatch,
    /// The search ended at a limit; other paths may exist.
    BudgetCut {
        /// Which limit.
        limit: Cut,
    },
    /// A check of this path was left undone because a limit was reached.
    CheckNotMade {
        /// Which limit.
        limit: Cut,
    },
    /// A CRL at hand could not be used.
    CrlUnusable {
        /// Issuer of the CRL.
        issuer: String,
        /// Why.
        because: &'static str,
    },
    /// The same extension stands twice.
    DuplicateExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// The validity ended before the time asked.
    Expired {
        /// Last moment of validity.
        not_after: UnixTime,
        /// The time asked.
        at: UnixTime,
    },
    /// The extended key usage does not contain the purpose.
    ExtendedKeyUsage {
        /// The purpose that is missing.
        needed: &'static str,
        /// What is there, as OIDs or names.
        present: String,
    },
    /// Extensions in a certificate that is not version 3.
    ExtensionsBeforeVersion3 {
        /// The certificate's version.
        version: u8,
    },
    /// No certificate of the issuer at hand led to an anchor.
    IssuerNotFound {
        /// The issuer's name.
        issuer: String,
        /// Where the certificate says its issuer can be fetched, if anywhere.
        aia: Option<String>,
    },
    /// The certificate names no issuer.
    IssuerEmpty,
    /// The issuer's name is not the subject of the next certificate.
    IssuerNameMismatch {
        /// The issuer that the certificate names.
        issuer: String,
        /// The subject of the next certificate.
        next: String,
    },
    /// The key usage lacks a bit.
    KeyUsage {
        /// The bit that is missing (or the alternatives).
        needed: &'static str,
        /// The bits that are there.
        present: String,
    },
    /// An extension that must be understood cannot be read.
    MalformedExtension {
        /// Which.
        extension: ObjectIdentifier,
        /// What is wrong.
        problem: String,
    },
    /// An extension for CAs in a certificate that is none, marked critical.
    MisplacedExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// A name is inside an excluded subtree.
    NameExcluded {
        /// The name.
        name: String,
        /// The subtree.
        constraint: String,
    },
    /// A name is outside every permitted subtree of its form.
    NameNotPermitted {
        /// The name.
        name: String,
    },
    /// A constraint on, or a name of, a form that this program cannot compare.
    NameConstraintUnsupported {
        /// The form.
        form: String,
    },
    /// A certificate that issues others is not a CA certificate.
    NotCa {
        /// Version of the certificate (before 3 there is no such mark).
        version: u8,
    },
    /// The validity begins after the time asked.
    NotYetValid {
        /// First moment of validity.
        not_before: UnixTime,
        /// The time asked.
        at: UnixTime,
    },
    /// The issuer's certificates at hand lead back to what is already in the path.
    PathLoop {
        /// The issuer's name.
        issuer: String,
    },
    /// More intermediate CAs below this one than it allows.
    PathLength {
        /// How many it allows.
        allowed: u64,
        /// How many there are.
        present: u64,
    },
    /// No acceptable certificate policy although one is required.
    PolicyRequired,
    /// A policy mapping to or from anyPolicy.
    PolicyMappingAny,
    /// The certificate policies are too many to be processed.
    PolicyNotProcessed,
    /// An OCSP response about the certificate that cannot be used.
    OcspUnusable {
        /// Who answers.
        responder: String,
        /// Why.
        because: &'static str,
    },
    /// On hold: revoked for now, and perhaps not for good.
    OnHold {
        /// Since when.
        since: UnixTime,
        /// Who says so.
        source: StatusSource,
    },
    /// Revoked before the time asked.
    Revoked {
        /// Since when.
        since: UnixTime,
        /// The reason that was stated.
        reason: &'static str,
        /// Who says so.
        source: StatusSource,
    },
    /// Revoked before the time asked, and after the moment at which the message is said to be signed.
    RevokedAfterSigning {
        /// Since when.
        since: UnixTime,
        /// The reason that was stated.
        reason: &'static str,
        /// Who says so.
        source: StatusSource,
        /// When it was signed.
        signed: UnixTime,
        /// A time stamp proves that moment; else it is the signer's claim.
        proven: bool,
        /// The signature counts all the same.
        accepted: bool,
    },
    /// No revocation data was at hand, or the policy does not ask for any.
    RevocationNotChecked {
        /// The policy demands an answer.
        demanded: bool,
    },
    /// Revocation data was at hand and did not answer.
    RevocationUnknown {
        /// Why.
        because: &'static str,
        /// The policy demands an answer.
        demanded: bool,
    },
    /// A self-signed certificate that is not among the given anchors.
    SelfSignedNotAnchor,
    /// A serial number that is negative, zero or longer than 20 octets.
    SerialNotConforming {
        /// The serial in hexadecimal.
        serial: String,
    },
    /// The signature does not fit the issuer's key.
    SignatureBad,
    /// The two statements of the signature algorithm differ.
    SignatureAlgorithmMismatch,
    /// The signature algorithm or key cannot be computed here.
    UnsupportedAlgorithm {
        /// Which.
        algorithm: String,
    },
    /// A critical extension that is not known.
    UnknownCriticalExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// The signature uses a weak digest.
    WeakAlgorithm {
        /// Which.
        algorithm: String,
        /// The policy accepts it all the same.
        accepted: bool,
    },
    /// The key is short.
    WeakKey {
        /// Size of the key.
        bits: u32,
        /// The policy accepts it all the same.
        accepted: bool,
    },
}

/// A finding and the certificate it is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placed {
    /// Position in the path (0 is the leaf); `None`: the path as a whole.
    pub at: Option<usize>,
    /// What was found.
    pub finding: Finding,
}
