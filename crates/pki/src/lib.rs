//! Certificates, names, paths and purposes for e-mail, judged with findings.
//!
//! RFC 5280 with its updates, read for mail (RFC 8550, RFC 9598). Two acts, two files: [`chain`] judges one ordered
//! chain, [`path`] searches for chains. Nothing is fetched here: evidence and time go in as values. Whether a certificate is
//! revoked is found out from the CRLs and OCSP responses of a [`RevocationPool`]; what would have helped and was not at hand
//! comes back as [`Want`]s.
//!
//! ```
//! use kakitome_crypto::{KeyKind, MemorySigner, PrivateKey, Signer};
//! use kakitome_pki::issue::{self, CaRequest, LeafRequest, PolicyChoice};
//! use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Name, Policy, Pool, Purpose, RevocationPool, UnixTime, check_address, path};
//!
//! // a private CA of one certificate, and a mail certificate below it
//! let now = UnixTime::now();
//! let (ca, owner) = (MemorySigner::new(PrivateKey::generate(KeyKind::P256)?)?, PrivateKey::generate(KeyKind::P256)?);
//! let request = CaRequest {
//!     subject: Name::build(&[("O", "Mihon"), ("CN", "Mihon Root")])?,
//!     spki: ca.public_key(),
//!     not_before: now,
//!     not_after: issue::not_after(now, 3650),
//!     crl_url: None,
//!     issuer_url: None,
//! };
//! let root = Certificate::from_der(issue::root(&request, &ca.algorithm(), now)?.sign(&ca)?)?;
//! let request = LeafRequest {
//!     subject: None,
//!     emails: &["noreply@bank.example"],
//!     spki: owner.public_spki(),
//!     not_before: now,
//!     not_after: issue::not_after(now, 365),
//!     crl_url: "http://pki.bank.example/root.crl",
//!     issuer_url: None,
//!     policy: PolicyChoice::MailboxStrict,
//! };
//! let leaf = Certificate::from_der(issue::leaf(&request, &root, &ca.algorithm(), now)?.sign(&ca)?)?;
//!
//! // whoever receives a mail: what came with it, what is believed, the time
//! let anchors = Anchors::from_certificates([root]);
//! let evidence = Evidence { message: &Pool::new([leaf.clone()]), given: &Pool::default(), anchors: &anchors, revocation: &RevocationPool::default(), signing_time: None };
//! let policy = Policy::default();
//! let report = path::search(&leaf, &evidence, Purpose::EmailSigning, now, &policy, &mut Budget::default());
//! assert_eq!(report.accepted.map(|path| path.certificates().len()), Some(2));
//! assert!(check_address("noreply@BANK.example", &leaf, &policy).is_match());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod anchors;
mod budget;
mod bundle;
mod candidates;
mod certificate;
mod clock;
mod crl;
mod crl_entry;
mod crl_index;
mod crl_number;
mod crl_reader;
mod crl_scope;
mod email_trust;
mod error;
mod extension;
mod extensions;
mod finding;
mod forbidden;
mod general_name;
mod generations;
mod identity;
mod inspect;
mod mailbox;
mod name;
mod name_constraints;
mod ocsp;
mod ocsp_id;
mod ocsp_request;
mod oid;
mod order;
mod pem;
mod policy;
mod policy_graph;
mod pool;
mod prepare;
mod purpose;
mod qualified;
mod remembered;
mod revocation;
mod revocation_case;
mod revocation_crl;
mod revocation_ocsp;
mod revocation_pool;
mod revocation_signer;
mod revocation_wants;
mod serial;
mod signed;
mod stamp;
mod status;
mod strength;
mod text;
mod time;
mod tried;
mod want;

pub mod chain;
pub mod csr;
pub mod issue;
pub mod lint;
pub mod path;

pub use address::{AddressCheck, check_address};
pub use anchors::{Anchor, Anchors};
pub use budget::{Budget, Cut};
pub use bundle::{Certificates, certificates_from, crls_from};
pub use certificate::{Certificate, Email, EmailSource};
pub use crl::Crl;
pub use crl_entry::{RevocationReason, RevokedEntry};
pub use crl_reader::CrlLimits;
pub use email_trust::{EmailLimit, EmailState, EmailTrust, LimitedWhen};
pub use error::Error;
pub use extension::{
    AccessDescription, BasicConstraints, DistributionPoint, ExtendedKeyUsage, Extension, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyInformation, PolicyMapping,
};
pub use extensions::Extensions;
pub use finding::{Finding, Placed, Severity};
pub use forbidden::{CertificateNames, Forbidden};
pub use general_name::GeneralName;
pub use identity::{Generation, Identity, identity};
pub use name::Name;
pub use ocsp::{OcspResponse, ResponseStatus};
pub use ocsp_id::CertId;
pub use ocsp_request::OcspRequest;
pub use order::{Missing, OrderedChain, order_chain};
pub use policy::{Compromise, EkuChaining, Policy, Purpose, RevocationMode};
pub use pool::{Evidence, Pool};
pub use qualified::{PrivateKeyUsagePeriod, QcStatement};
pub use remembered::Remembered;
pub use revocation_pool::RevocationPool;
pub use serial::Serial;
pub use status::{CertificateStatus, SigningTime, SourceKind, StatusSource};
pub use time::UnixTime;
pub use want::Want;
