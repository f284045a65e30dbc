//! How a connection to a hop is protected, as the journal tells it: encrypted with what, proven by whom, since when; or in clear, and why.

use kakitome_pki::{Certificate, GeneralName};
use kakitome_store::{HopTls, Leg, MailId, Millis, ProvenBy};
use kakitome_wire::Safe;

/// Longest name of a certificate that is written down.
const LONGEST_NAME: usize = 253;

/// One connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Which hop: `mx.example.jp:25`, or `unix:` and a path.
    pub(crate) hop: String,
    /// The encryption; none: in clear.
    pub(crate) tls: Option<HopTls>,
    /// Since when the hop has been seen to do TLS.
    pub(crate) since: Option<Millis>,
    /// A word for why it is in clear, or what was missing.
    pub(crate) why: Option<&'static str>,
}

impl Passage {
    /// The leg of a mail that the hop has taken over it.
    pub(crate) fn leg(&self, mail: MailId, recipients: Vec<String>) -> Leg {
        Leg {
            mail,
            at: Millis::now(),
            hop: self.hop.clone(),
            recipients,
            tls: self.tls.clone(),
            since: self.since,
            why: self.why.map(str::to_owned),
        }
    }
}

/// What a hop showed inside TLS.
pub(crate) fn shown(version: String, cipher: String, certificate: Option<&[u8]>, proven: ProvenBy) -> HopTls {
    let read = certificate.and_then(|der| Certificate::from_der(der).ok());
    HopTls {
        version,
        cipher,
        certificate: read.as_ref().map(name_of),
        sha256: read.as_ref().map(|certificate| *certificate.sha256()),
        spki_sha256: read.as_ref().map(|certificate| *certificate.spki_sha256()),
        proven,
    }
}

/// The first name for a server, else the subject; a stranger's words, made safe.
fn name_of(certificate: &Certificate) -> String {
    let dns = certificate.extensions().subject_alt_name.iter().flatten().find_map(|name| match name {
        GeneralName::Dns(octets) => Some(Safe(octets).to_string()),
        _ => None,
    });
    let name = dns.unwrap_or_else(|| Safe(certificate.subject().display().as_bytes()).to_string());
    name.chars().take(LONGEST_NAME).collect()
}
