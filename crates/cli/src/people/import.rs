//! `kakitome people import`: certificates from files, kept under every address that they have, all or none; or from signed mails.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::{Certificate, EmailSource, UnixTime};
use kakitome_smime::{Policy, open_with};
use kakitome_store::{Address, Kept, Millis, NewPersonCertificate, PersonTrust};

use super::told;
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::{Home, InHome};
use crate::input::{self, PrivateFile};
use crate::outcome::{NO, Outcome};
use crate::remember::{self, Remembered};
use crate::values;
use crate::verify::files::{self, Files};

/// Keep certificates of correspondents; they are used at once.
///
/// A certificate is kept under every mail address that it has. Compare its SHA-256 with what its owner says on another way: whoever
/// has its key reads what is encrypted to it. Issuers in the same files are passed over. One that waited for review is confirmed by
/// importing it.
///
/// With --mail, the certificate is that which a signed mail asks to be answered with, under the address of From, together with what the
/// author's mail program is said to read. Only a valid mail counts: --trust, --cert and --crl are those of `kakitome verify`.
///
/// Exit status: 0 kept; 1 a mail taught nothing (it is not valid); 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Certificates (PEM or DER).
    #[arg(value_name = "FILE", required_unless_present = "mail")]
    files: Vec<PathBuf>,
    /// A signed mail instead; may be given again.
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    mail: Vec<PathBuf>,
    /// With --mail: roots that are trusted for e-mail, as with `kakitome verify`; may be given again.
    #[arg(long, value_name = "STORE", requires = "mail")]
    trust: Vec<PathBuf>,
    /// With --mail: more certificates to build the path with; may be given again.
    #[arg(long, value_name = "FILE", requires = "mail")]
    cert: Vec<PathBuf>,
    /// With --mail: a revocation list; may be given again.
    #[arg(long, value_name = "FILE", requires = "mail")]
    crl: Vec<PathBuf>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    if !args.mail.is_empty() {
        return from_mails(args, context);
    }
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
            ("sha256", values::hex(&one.sha256).into()),
            ("to", values::date(one.not_after, context).into()),
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
    addresses.into_iter().map(|address| remember::of_certificate(certificate, address, PersonTrust::Imported)).collect()
}

/// From signed mails: each is judged as `verify` judges it, and only a valid one teaches anything.
fn from_mails(args: &Args, context: Context) -> Outcome {
    let now = UnixTime::now();
    let home = args.place.home.as_deref();
    let files = Files { trust: &args.trust, cert: &args.cert, crl: &args.crl, home, ..Files::default() };
    let (evidence, _) = files::evidence(&files, now)?;
    let mut all_kept = true;
    for mail in &args.mail {
        let mut source = input::open(Some(mail))?;
        let unreadable = |error| failed("cli-mail-unreadable", &error).with("file", mail.display());
        let report = open_with(&mut source, &evidence, &Policy::default(), now, &PrivateFile).map_err(unreadable)?;
        let remembered = remember::from(&report, &evidence, PersonTrust::Imported, home)?;
        all_kept &= matches!(remembered, Remembered::Kept { .. });
        let said = format!("{}: {}", mail.display(), remembered.line(context));
        if matches!(remembered, Remembered::Kept { .. }) {
            told::print(&format!("{said}\n"))?
        } else {
            complain(&format!("kakitome: {said}"))
        }
    }
    Ok(if all_kept { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
