//! Certificates, names, paths and purposes for e-mail, judged with findings.
//!
//! RFC 5280 with its updates, read for mail (RFC 8550, RFC 9598). Two acts, two files: [`chain`] judges one ordered
//! chain, [`path`] searches for chains. Nothing is fetched here: evidence and time go in as values.

mod address;
mod anchors;
mod budget;
mod bundle;
mod certificate;
mod crl;
mod error;
mod extension;
mod extensions;
mod finding;
mod general_name;
mod identity;
mod inspect;
mod mailbox;
mod name;
mod name_constraints;
mod oid;
mod order;
mod pem;
mod policy;
mod policy_graph;
mod pool;
mod purpose;
mod revocation;
mod serial;
mod signed;
mod strength;
mod text;
mod time;

pub mod chain;
pub mod csr;
pub mod issue;
pub mod path;

pub use address::{AddressCheck, check_address};
pub use anchors::{Anchor, Anchors, EmailTrust};
pub use budget::{Budget, Cut};
pub use bundle::{Certificates, certificates_from, crls_from};
pub use certificate::{Certificate, Email, EmailSource};
pub use crl::{Crl, RevocationReason, RevokedEntry};
pub use error::Error;
pub use extension::{
    AccessDescription, BasicConstraints, DistributionPoint, ExtendedKeyUsage, Extension, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyInformation, PolicyMapping,
};
pub use extensions::Extensions;
pub use finding::{Finding, Placed, Severity};
pub use general_name::GeneralName;
pub use identity::{Generation, Identity, identity};
pub use name::Name;
pub use order::{Missing, OrderedChain, order_chain};
pub use policy::{Policy, Purpose, RevocationMode};
pub use pool::{Evidence, Pool};
pub use serial::Serial;
pub use time::UnixTime;
