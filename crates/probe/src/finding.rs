//! What a probe notices: a stable id, a severity, facts as fields, the source of the rule. Sentences stand in `explain`.

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing, nothing to change.
    Note,
    /// Could not be found out.
    Undecided,
    /// Ought to be changed.
    Warning,
    /// Wrong.
    Fault,
}

impl Severity {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Undecided => "undecided",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

/// One fact of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Text from us or from the server (then without control characters, and cut).
    Text(String),
    /// A count.
    Number(u64),
    /// Several names.
    List(Vec<String>),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Fact {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Vec<String>> for Fact {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}

macro_rules! checks {
    ($($(#[$about:meta])* $name:ident = $id:literal, $source:literal, [$($blank:literal),*];)*) => {
        /// Everything that a probe can say. `Finding::severity` weighs it at the port where it was found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Check { $($(#[$about])* $name),* }

        impl Check {
            /// All of them, for tests and tables.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// The source of the rule.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Self::$name => $source),* }
            }

            /// The names of the facts that its sentence has blanks for.
            #[must_use]
            pub const fn blanks(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($blank),*]),* }
            }
        }
    };
}

checks! {
    /// Nothing listens.
    Closed = "probe.closed", "RFC 9293 3.5.2", [];
    /// No connection within the time.
    Unreachable = "probe.unreachable", "RFC 9293 3.8.3", ["why"];
    /// The server did not go on within the time.
    Stalled = "probe.stalled", "RFC 5321 4.5.3.2", ["where"];
    /// The server ended the connection.
    HungUp = "probe.hung-up", "RFC 5321 3.8", ["where"];
    /// More octets than any server has to say.
    Flooded = "probe.flooded", "RFC 5321 4.5.3.1", ["octets"];
    /// What came is not of this protocol.
    NotProtocol = "probe.not-protocol", "RFC 5321 4.2; RFC 1939 3; RFC 9051 7; RFC 5804 1.2", ["line"];
    /// The server does not want to speak to us.
    TurnedAway = "probe.turned-away", "RFC 5321 3.1", ["line"];
    /// Time or connections of the whole probe are used up.
    CutShort = "probe.cut-short", "RFC 5321 4.5.3.2", ["where"];
    /// STARTTLS is offered and works.
    StarttlsWorks = "probe.starttls-works", "RFC 3207 4; RFC 2595; RFC 5804 2.2", [];
    /// STARTTLS is not offered.
    StarttlsMissing = "probe.starttls-missing", "RFC 3207; RFC 8314 3; RFC 8461 2", [];
    /// STARTTLS is offered and then refused.
    StarttlsRefused = "probe.starttls-refused", "RFC 3207 4", ["line"];
    /// TLS from the first byte works.
    ImplicitWorks = "probe.implicit-works", "RFC 8314 3", [];
    /// The port for TLS speaks in clear.
    ImplicitClear = "probe.implicit-clear", "RFC 8314 3", ["line"];
    /// The handshake fails.
    HandshakeFailed = "probe.handshake-failed", "RFC 8446 4; RFC 5246 7", ["why"];
    /// STARTTLS is offered once more inside TLS.
    StarttlsInside = "probe.starttls-inside", "RFC 3207 4.2", [];
    /// The greeting of IMAP says that the client is logged in: then STARTTLS may not be said, and everything stays in clear.
    Preauth = "probe.preauth", "RFC 9051 6.2.1, 7.1.4; CVE-2020-12398; USENIX Security 2021, NO STARTTLS", ["line"];
    /// A command that was slipped in before the handshake is carried out inside TLS.
    Injection = "probe.injection", "CVE-2011-0411; CVE-2021-38084; RFC 3207 5", ["variants"];
    /// One probe looked like it, the second did not.
    InjectionUnsure = "probe.injection-unsure", "CVE-2011-0411; RFC 3207 5", ["variants"];
    /// No variant was carried out.
    InjectionNone = "probe.injection-none", "CVE-2011-0411; RFC 3207 5", ["count"];
    /// Variants that could not be finished.
    InjectionUndecided = "probe.injection-undecided", "CVE-2011-0411; RFC 3207 5", ["variants", "why"];
    /// What was slipped in was answered in clear, before the handshake.
    InjectionAnswered = "probe.injection-answered", "RFC 3207 4", ["variants"];
    /// The other direction cannot be seen from here.
    ResponseInjection = "probe.response-injection", "CVE-2011-0411; USENIX Security 2021, NO STARTTLS", [];
    /// A sender given in clear still counts inside TLS.
    StateKept = "probe.state-kept", "RFC 3207 4.2", ["line"];
    /// What was said in clear is forgotten.
    StateForgotten = "probe.state-forgotten", "RFC 3207 4.2", [];
    /// It could not be found out.
    StateUndecided = "probe.state-undecided", "RFC 3207 4.2", ["why"];
    /// Passwords are taken without TLS.
    AuthClear = "probe.auth-clear", "RFC 8314 4; RFC 4954 4; RFC 9051 6.2.3; RFC 2595 2.1", ["mechanisms"];
    /// Only mechanisms that do not show the password.
    AuthClearChallenge = "probe.auth-clear-challenge", "RFC 8314 4", ["mechanisms"];
    /// No login before TLS.
    AuthAfterTls = "probe.auth-after-tls", "RFC 8314 4; RFC 4954 4", [];
    /// Current versions, no older ones.
    TlsCurrent = "probe.tls-current", "RFC 8997; RFC 9325 3.1", ["versions"];
    /// TLS 1.0 or 1.1 is taken.
    TlsOld = "probe.tls-old", "RFC 8996; RFC 8997", ["versions"];
    /// Nothing newer than TLS 1.1.
    TlsOnlyOld = "probe.tls-only-old", "RFC 8996; RFC 8997", ["versions"];
    /// A suite that gives no protection is taken.
    TlsWeakSuite = "probe.tls-weak-suite", "RFC 9325 4.1; RFC 7465", ["suite"];
    /// The versions could not be found out.
    TlsUndecided = "probe.tls-undecided", "RFC 8997", ["why"];
    /// Name, chain and time are good.
    CertGood = "probe.cert-good", "RFC 9525 6; RFC 5280 6; RFC 7817 3", ["until", "days"];
    /// Another name.
    CertName = "probe.cert-name", "RFC 9525 6; RFC 7817 3; RFC 6125 6", ["host", "names", "fits"];
    /// The name stands only where nobody looks any more.
    CertCommonName = "probe.cert-common-name", "RFC 9525 6.3; RFC 7817 3", ["name"];
    /// Its time is over.
    CertExpired = "probe.cert-expired", "RFC 5280 4.1.2.5", ["until"];
    /// Its time has not come.
    CertNotYet = "probe.cert-not-yet", "RFC 5280 4.1.2.5", ["from"];
    /// Its time is over soon.
    CertExpiring = "probe.cert-expiring", "RFC 5280 4.1.2.5", ["until", "days"];
    /// Signed by itself.
    CertSelfSigned = "probe.cert-self-signed", "RFC 5280 6.1; RFC 7817 3", ["subject"];
    /// No path to a root that is trusted here.
    CertUntrusted = "probe.cert-untrusted", "RFC 5280 6.1", ["issuer"];
    /// A certificate of the path is faulty.
    CertPath = "probe.cert-path", "RFC 5280 6.1", ["because", "subject"];
    /// The intermediate certificate was not sent along.
    CertIncomplete = "probe.cert-incomplete", "RFC 8446 4.4.2; RFC 5246 7.4.2", ["issuer"];
    /// Not for servers.
    CertPurpose = "probe.cert-purpose", "RFC 5280 4.2.1.12", ["present"];
    /// A short key.
    CertWeakKey = "probe.cert-weak-key", "RFC 9325 4.5; CA/Browser Forum TLS BR 6.1.5", ["bits"];
    /// An old signature.
    CertWeakSignature = "probe.cert-weak-signature", "RFC 9155; CA/Browser Forum TLS BR 7.1.3.2", ["algorithm"];
    /// Not readable.
    CertUnreadable = "probe.cert-unreadable", "RFC 5280 4.1", ["why"];
    /// Nothing was given to trust.
    CertNoAnchors = "probe.cert-no-anchors", "RFC 5280 6.1.1", [];
    /// Mail servers are named.
    MxFound = "probe.mx-found", "RFC 5321 5.1; RFC 4035 4.3", ["count", "proof"];
    /// None is named; the domain's own address takes its mail.
    MxNone = "probe.mx-none", "RFC 5321 5.1", ["domain"];
    /// The domain takes no mail.
    MxNull = "probe.mx-null", "RFC 7505 3", ["domain"];
    /// There is no such domain.
    MxNoName = "probe.mx-no-name", "RFC 5321 5.1; RFC 8020", ["domain"];
    /// The name servers did not say.
    DnsUndecided = "probe.dns-undecided", "RFC 1035 4.1.1; RFC 8914", ["name", "why"];
    /// Signatures do not hold.
    DnsBogus = "probe.dns-bogus", "RFC 4035 4.3; RFC 7672 2.1.1", ["name"];
    /// The name servers do not hand on what DNSSEC needs.
    DnssecUnusable = "probe.dnssec-unusable", "RFC 4035 4.6", [];
    /// A mail server's name is an alias.
    MxAlias = "probe.mx-alias", "RFC 2181 10.3; RFC 5321 5.1", ["host", "target"];
    /// It has no address.
    MxNoAddress = "probe.mx-no-address", "RFC 5321 5.1", ["host"];
    /// More mail servers than are probed.
    MxLeftOut = "probe.mx-left-out", "RFC 5321 5.1", ["count"];
    /// Nothing demands TLS of whoever sends.
    TransportOpen = "probe.transport-open", "RFC 8461 1; RFC 7672 1.3", ["domain"];
    /// No policy.
    StsNone = "probe.sts-none", "RFC 8461 3.1", [];
    /// The record is none.
    StsRecordFault = "probe.sts-record-fault", "RFC 8461 3.1", ["why"];
    /// The policy could not be fetched.
    StsFetch = "probe.sts-fetch", "RFC 8461 3.3", ["why"];
    /// It leads elsewhere, which nobody follows.
    StsRedirect = "probe.sts-redirect", "RFC 8461 3.3", ["status"];
    /// Not plain text.
    StsContentType = "probe.sts-content-type", "RFC 8461 3.2", ["found"];
    /// Longer than anybody reads.
    StsTooLong = "probe.sts-too-long", "RFC 8461 3.3", ["limit"];
    /// What was fetched is no policy.
    StsPolicyFault = "probe.sts-policy-fault", "RFC 8461 3.2", ["why"];
    /// TLS is demanded.
    StsEnforce = "probe.sts-enforce", "RFC 8461 5", ["days"];
    /// TLS is tried out.
    StsTesting = "probe.sts-testing", "RFC 8461 5", ["days"];
    /// The policy says that there is none.
    StsModeNone = "probe.sts-mode-none", "RFC 8461 5; RFC 8461 8.3", [];
    /// Believed too shortly to protect.
    StsShortAge = "probe.sts-short-age", "RFC 8461 3.2; RFC 8461 10.2", ["hours"];
    /// A mail server that the policy does not name.
    StsUnnamed = "probe.sts-unnamed", "RFC 8461 4.1", ["host", "names"];
    /// A name in the policy that no mail server has.
    StsUnused = "probe.sts-unused", "RFC 8461 4.1", ["names"];
    /// A mail server under the policy without TLS.
    StsNoTls = "probe.sts-no-tls", "RFC 8461 4.2; RFC 8460 4.3", ["host"];
    /// A mail server under the policy whose certificate does not prove it.
    StsCertificate = "probe.sts-certificate", "RFC 8461 4.2; RFC 8460 4.3", ["host", "why"];
    /// A mail server is what the policy demands.
    StsHostGood = "probe.sts-host-good", "RFC 8461 4.2", ["host"];
    /// Nobody hears of failures.
    ReportNone = "probe.report-none", "RFC 8460 3", [];
    /// The record is none.
    ReportFault = "probe.report-fault", "RFC 8460 3", ["why"];
    /// Reports go somewhere.
    ReportFound = "probe.report-found", "RFC 8460 3", ["targets"];
    /// No TLSA.
    DaneNone = "probe.dane-none", "RFC 7672 2.2", ["host"];
    /// TLSA without DNSSEC: nobody looks at it.
    DaneInsecure = "probe.dane-insecure", "RFC 7672 2.2; RFC 7672 2.2.2", ["host"];
    /// Whether there is TLSA is not said: whoever checks waits.
    DaneUnknown = "probe.dane-unknown", "RFC 7672 2.1.1", ["host", "why"];
    /// None of the records counts for mail.
    DaneUnusable = "probe.dane-unusable", "RFC 7672 3.1; RFC 7672 2.2", ["host"];
    /// One of them does not.
    DaneMisused = "probe.dane-misused", "RFC 7672 3.1; RFC 7671 5", ["record", "why"];
    /// The server is what its records say.
    DaneGood = "probe.dane-good", "RFC 7672 3.1", ["host", "record"];
    /// It is not.
    DaneMismatch = "probe.dane-mismatch", "RFC 7672 3; RFC 7671 8.1", ["host", "why"];
    /// Records, and no TLS.
    DaneNoTls = "probe.dane-no-tls", "RFC 7672 2.2", ["host"];
    /// The server could not be asked for its certificate.
    HostUnseen = "probe.host-unseen", "RFC 5321 5.1", ["host", "why"];
    /// The port with TLS from the first byte is not there.
    NoImplicit = "probe.no-implicit", "RFC 8314 3.3; RFC 8314 4.1", ["port", "instead"];
}

/// Something that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub check: Check,
    /// How much it weighs at this port.
    pub severity: Severity,
    /// What the sentence is filled with.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Finding {
    pub(crate) const fn new(check: Check, severity: Severity) -> Self {
        Self { check, severity, facts: Vec::new() }
    }

    pub(crate) fn with(mut self, blank: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((blank, fact.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_differ_and_have_sources() {
        let ids: BTreeSet<&str> = Check::ALL.iter().map(|check| check.id()).collect();
        assert_eq!(ids.len(), Check::ALL.len());
        assert!(Check::ALL.iter().all(|check| check.id().starts_with("probe.") && !check.source().is_empty()));
    }
}
