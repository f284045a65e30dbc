//! What a domain demands of TLS for its mail: MTA-STS (RFC 8461), TLS reporting (RFC 8460) and DANE (RFC 7672), as pure decisions
//! over values that others have fetched.
//!
//! [`demand`] says what one hop must be, [`settle`] whether what it showed is that, [`Kept`] when a policy is fetched anew. There is
//! no socket, no clock and no sentence here: the gateway asks before it sends, the probe before it judges, and both get the same answer.

mod cache;
mod certificate;
mod dane;
mod demand;
mod fields;
mod names;
mod report_record;
mod settle;
mod sts_policy;
mod sts_record;

pub use cache::{Kept, Step, after_fetch, step};
pub use certificate::{CertificateFault, judge_certificate};
pub use dane::{Matched, Misuse, Usable, judge_dane, misuse, usable};
pub use demand::{Demand, Hop, StsHop, Wait, demand};
pub use fields::RecordFault;
pub use names::dns_name_fits;
pub use report_record::{ReportRecord, ReportTarget, read_report_records};
pub use settle::{Proven, Settled, Shortfall, settle};
pub use sts_policy::{Mode, Policy, PolicyFault};
pub use sts_record::{StsRecord, read_sts_records};

/// The name under which a domain says that it has a policy (RFC 8461 3.1).
pub const STS_LABEL: &str = "_mta-sts";
/// The host from which the policy is fetched (RFC 8461 3.3).
pub const STS_HOST: &str = "mta-sts";
/// Its path there (RFC 8461 3.2).
pub const STS_PATH: &str = "/.well-known/mta-sts.txt";
/// The name under which a domain says where reports go (RFC 8460 3).
pub const REPORT_LABEL: &str = "_smtp._tls";
