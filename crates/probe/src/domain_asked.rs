//! What is asked about a domain, and by whose help.

use kakitome_dns::{DomainName, Resolver};
use kakitome_fetch::Fetcher;
use kakitome_pki::{Anchors, UnixTime};

use crate::limits::Limits;

/// What is asked: everything that decides the result, but the domain's servers.
#[derive(Debug)]
pub struct DomainProbe<'a> {
    /// Whose mail.
    pub domain: &'a DomainName,
    /// Who is asked for names.
    pub resolver: &'a Resolver,
    /// Who fetches the policy.
    pub fetcher: &'a Fetcher,
    /// Whose certificates are believed.
    pub anchors: &'a Anchors,
    /// The time for certificates.
    pub now: UnixTime,
    /// What one server may cost.
    pub limits: Limits,
    /// Where mail servers listen: 25; another one for a rehearsal in one's own network.
    pub smtp_port: u16,
    /// Where the policy is fetched: 443; another one for a rehearsal.
    pub policy_port: u16,
}
