//! What a valid mail teaches about its author, kept: the certificate to answer with and what the author's mail program reads. Which of it
//! may be believed is decided by `smime::harvest`; what becomes of it, by the store.

use std::path::Path;

use kakitome_pki::Certificate;
use kakitome_smime::seal::{Capabilities, RecipientPolicy};
use kakitome_smime::{Evidence, Harvest, NotHarvested, Report, harvest};
use kakitome_store::{Address, Kept, Millis, NewPersonCertificate, PersonTrust};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home};

/// What became of it.
pub(crate) enum Remembered {
    Kept { row: Box<NewPersonCertificate>, kept: Kept },
    Nothing(NotHarvested),
}

/// Keeps what the mail of this report teaches.
pub(crate) fn from(report: &Report, evidence: &Evidence, trust: PersonTrust, home: Option<&Path>) -> Result<Remembered, Failure> {
    let home = Home::open(home)?;
    let harvested = match harvest(report, evidence, &RecipientPolicy::default()) {
        Ok(harvested) => harvested,
        Err(none) => return Ok(Remembered::Nothing(none)),
    };
    let row = row(&harvested, trust)?;
    let kept = home.ask(async |store| store.keep_people(std::slice::from_ref(&row), Millis::now()).await)?;
    let kept = kept.first().copied().unwrap_or(Kept::Known);
    Ok(Remembered::Kept { row: Box::new(row), kept })
}

fn row(harvested: &Harvest, trust: PersonTrust) -> Result<NewPersonCertificate, Failure> {
    let address = home::address(&harvested.address)?;
    let mut row = of_certificate(&harvested.certificate, address, trust);
    row.capabilities = harvested.capabilities.clone().or(row.capabilities);
    row.asked_for = harvested.signed.map(|signed| Millis::from_seconds(signed.0));
    row.issuers = harvested.issuers.iter().flat_map(|issuer| issuer.as_der().iter().copied()).collect();
    Ok(row)
}

/// The row of a certificate of which nothing else is known but what it says itself (RFC 4262).
pub(crate) fn of_certificate(certificate: &Certificate, address: Address, trust: PersonTrust) -> NewPersonCertificate {
    NewPersonCertificate {
        address,
        der: certificate.as_der().to_vec(),
        sha256: *certificate.sha256(),
        spki_sha256: *certificate.spki_sha256(),
        subject: certificate.subject().display(),
        issuer: certificate.issuer().display(),
        serial: certificate.serial().hex(),
        not_before: Millis::from_seconds(certificate.not_before().0),
        not_after: Millis::from_seconds(certificate.not_after().0),
        trust,
        capabilities: certificate.extensions().find(kakitome_cms::oid::SMIME_CAPABILITIES).map(|extension| extension.value.clone()),
        asked_for: None,
        issuers: Vec::new(),
    }
}

/// What an owner is known to read, by name.
pub(crate) fn read_by(capabilities: Option<&[u8]>) -> Option<Vec<String>> {
    let known = Capabilities::from_der(capabilities?)?;
    let ciphers = known.ciphers.iter().map(|cipher| cipher.name().to_owned());
    Some(ciphers.chain(known.oaep.map(|oaep| oaep.name())).collect())
}

impl Remembered {
    /// One line for people.
    pub(crate) fn line(&self, context: Context) -> String {
        match self {
            Self::Kept { row, kept } => {
                let reads = read_by(row.capabilities.as_deref()).filter(|names| !names.is_empty());
                let reads = reads.map_or_else(|| context.say("cli-unknown", &[]), |names| names.join(", "));
                let values = [
                    ("address", row.address.as_str().into()),
                    ("subject", row.subject.as_str().into()),
                    ("sha256", row.sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()),
                    ("reads", reads.into()),
                ];
                context.say(&format!("remembered-{}", word(*kept)), &values)
            }
            Self::Nothing(NotHarvested::Verdict(_)) => context.say("remembered-not-valid", &[]),
            Self::Nothing(NotHarvested::Missing) => context.say("remembered-missing", &[]),
            // also what a later version of the library knows
            Self::Nothing(_) => context.say("remembered-unusable", &[]),
        }
    }

    /// The same for scripts.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Kept { row, kept } => json!({
                "outcome": word(*kept),
                "address": row.address.as_str(),
                "sha256": row.sha256.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
                "capabilities": read_by(row.capabilities.as_deref()),
            }),
            Self::Nothing(why) => {
                let why = match why {
                    NotHarvested::Verdict(_) => "not-valid",
                    NotHarvested::Missing => "certificate-missing",
                    _ => "certificate-unusable",
                };
                json!({ "outcome": "nothing", "why": why })
            }
        }
    }
}

/// The word in JSON and in the names of sentences.
const fn word(kept: Kept) -> &'static str {
    match kept {
        Kept::New => "new",
        Kept::Known => "known",
        Kept::Waiting => "waiting",
        Kept::Older => "older",
    }
}
