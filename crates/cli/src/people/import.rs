//! `kakitome people import`: certificates from files, kept under every address that they have. All or none.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_cms::oid::SMIME_CAPABILITIES;
use kakitome_pki::{Certificate, EmailSource};
use kakitome_store::{Address, Kept, Millis, NewPersonCertificate, PersonTrust};

use super::told;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::input;
use crate::outcome::Outcome;

/// Keep certificates of correspondents; they are used at once.
///
/// A certificate is kept under every mail address that it has. Compare its SHA-256 with what its owner says on another way: whoever
/// has its key reads what is encrypted to it. Issuers in the same files are passed over. One that waited for review is confirmed by
/// importing it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Certificates (PEM or DER).
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let mut new = Vec::new();
    for file in &args.files {
        let before = new.len();
        let certificates = input::certificates(file)?;
        certificates.iter().for_each(|certificate| new.extend(rows(certificate)));
        if new.len() == before {
            return Err(Failure::new("people-no-address").with("file", file.display()).hint("people-no-address-hint"));
        }
    }
    let home = Home::open(args.place.home.as_deref())?;
    let kept = home.ask(async |store| store.keep_people(&new, Millis::now()).await)?;
    let mut text = String::new();
    for (one, kept) in new.iter().zip(kept) {
        let name = match kept {
            Kept::New => "people-kept",
            _ => "people-kept-known",
        };
        let values = [
            ("address", one.address.as_str().into()),
            ("subject", one.subject.as_str().into()),
            ("sha256", told::hex(&one.sha256).into()),
            ("to", told::date(one.not_after, context).into()),
        ];
        text.push_str(&context.say(name, &values));
        text.push('\n');
    }
    told::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// One row for each of its addresses; an address in the subject counts where there is no other (RFC 8550 3).
fn rows(certificate: &Certificate) -> Vec<NewPersonCertificate> {
    let alternative = certificate.extensions().subject_alt_name.is_some();
    let mut addresses: Vec<Address> = Vec::new();
    for email in certificate.emails() {
        let counts = email.source != EmailSource::Subject || !alternative;
        if let Ok(address) = Address::parse(&email.text)
            && counts
            && !addresses.contains(&address)
        {
            addresses.push(address);
        }
    }
    let row = |address| NewPersonCertificate {
        address,
        der: certificate.as_der().to_vec(),
        sha256: *certificate.sha256(),
        spki_sha256: *certificate.spki_sha256(),
        subject: certificate.subject().display(),
        issuer: certificate.issuer().display(),
        serial: certificate.serial().hex(),
        not_before: Millis::from_seconds(certificate.not_before().0),
        not_after: Millis::from_seconds(certificate.not_after().0),
        trust: PersonTrust::Imported,
        capabilities: certificate.extensions().find(SMIME_CAPABILITIES).map(|extension| extension.value.clone()),
    };
    addresses.into_iter().map(row).collect()
}
