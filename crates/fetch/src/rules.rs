//! What may be asked, and how much of it: every bound has its name and its reason.

use std::time::Duration;

use crate::network::Network;

/// What is to be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Certificates of an issuer: one in DER, or a bundle (RFC 5280 4.2.2.1).
    Issuer,
    /// A revocation list (RFC 5280 4.2.1.13).
    Crl,
    /// An answer about one certificate (RFC 6960 appendix A).
    Ocsp,
    /// A root store's list; over TLS alone.
    List,
    /// What a domain demands of TLS (RFC 8461 3.3): over TLS alone, plain text alone, and no redirect is followed.
    Policy,
}

impl Kind {
    /// What is asked for.
    pub(crate) fn accept(self) -> &'static str {
        match self {
            Self::Issuer => "application/pkix-cert, application/pkcs7-mime, */*;q=0.1",
            Self::Crl => "application/pkix-crl, */*;q=0.1",
            Self::Ocsp => "application/ocsp-response",
            Self::List => "*/*",
            Self::Policy => "text/plain",
        }
    }

    /// Whether only an encrypted connection will do: everything else that is fetched carries a signature of its own.
    pub(crate) fn needs_tls(self) -> bool {
        matches!(self, Self::List | Self::Policy)
    }

    /// The only kind of content that is taken; `None`: whatever comes, it is judged by what it is.
    pub(crate) fn content_type(self) -> Option<&'static str> {
        (self == Self::Policy).then_some("text/plain")
    }

    /// Whether it is asked for on the word of a certificate that a mail brought.
    pub(crate) fn is_for_a_mail(self) -> bool {
        matches!(self, Self::Issuer | Self::Crl | Self::Ocsp)
    }
}

/// Bounds of fetching. The defaults serve a gateway on the open Internet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// Ports that are asked. CAs publish on the two of HTTP; any other is a way to talk to somebody's other service.
    pub ports: Vec<u16>,
    /// Networks that are asked although they are not public: where a private CA publishes.
    pub allowed: Vec<Network>,
    /// Redirects that are followed, all on the host that was named (http to https is what is seen); only for a root store's list,
    /// whose address no stranger wrote, to another one.
    pub redirects: usize,
    /// Time to connect, TLS included.
    pub connect: Duration,
    /// Time for the whole of an answer, redirects included. A check that waits longer is better told "unknown".
    pub whole: Duration,
    /// The same for a root store's list: an administrator waits, no mail.
    pub list_whole: Duration,
    /// Before anybody is asked on a mail's behalf, a time is waited that is drawn anew up to this: whoever is asked does not learn from
    /// the moment which mail arrived then (C13). Nothing is waited by default, because a person waits; who fetches for mail that
    /// arrives sets it.
    pub jitter: Duration,
    /// Requests at once.
    pub at_once: usize,
    /// Bytes of an issuer's certificates. A bundle of ten post-quantum certificates has 200 KiB.
    pub issuer_bytes: u64,
    /// Bytes of a revocation list. The largest that are published whole have some 9 MB (200,000 entries); larger ones are given as files.
    pub crl_bytes: u64,
    /// Bytes of an OCSP answer. With a delegated responder's chain some 10 KiB.
    pub ocsp_bytes: u64,
    /// Bytes of a root store's list. Microsoft's and Mozilla's have less than 4 MB.
    pub list_bytes: u64,
    /// Time for a domain's policy (RFC 8461 3.3 suggests a minute; a probe waits less patiently).
    pub policy_whole: Duration,
    /// Bytes of a domain's policy (RFC 8461 3.3 suggests 64 KiB).
    pub policy_bytes: u64,
    /// An answer up to this size stays in memory; a longer one lies in a temporary file without a name.
    pub in_memory: usize,
    /// Bytes of answers that are remembered in all, on disk and in memory.
    pub remembered_bytes: u64,
    /// How many answers are remembered.
    pub remembered: usize,
    /// How long an answer is remembered at most, whatever it says itself: it came in clear. The Baseline Requirements let no OCSP
    /// answer live longer (S/MIME BR 4.9.10).
    pub longest: Duration,
    /// How long a failure is remembered, so that a dead server is not asked for every mail.
    pub failure: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            ports: vec![80, 443],
            allowed: Vec::new(),
            redirects: 3,
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(5),
            list_whole: Duration::from_secs(60),
            jitter: Duration::ZERO,
            at_once: 8,
            issuer_bytes: 256 << 10,
            crl_bytes: 10 << 20,
            ocsp_bytes: 64 << 10,
            list_bytes: 64 << 20,
            policy_whole: Duration::from_secs(20),
            policy_bytes: 64 << 10,
            in_memory: 1 << 20,
            remembered_bytes: 256 << 20,
            remembered: 4096,
            longest: Duration::from_hours(10 * 24),
            failure: Duration::from_secs(60),
        }
    }
}

impl Rules {
    pub(crate) fn time(&self, kind: Kind) -> Duration {
        match kind {
            Kind::List => self.list_whole,
            Kind::Policy => self.policy_whole,
            Kind::Issuer | Kind::Crl | Kind::Ocsp => self.whole,
        }
    }

    pub(crate) fn limit(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Issuer => self.issuer_bytes,
            Kind::Crl => self.crl_bytes,
            Kind::Ocsp => self.ocsp_bytes,
            Kind::List => self.list_bytes,
            Kind::Policy => self.policy_bytes,
        }
    }
}
