//! `kakitome decrypt`: the encryption of a mail is taken off and what was inside is written out, by keys of files or of the home.
//! Nothing is written to standard output before the whole is checked; what is notable about the encryption is said on standard error.

pub(crate) mod home_keys;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_cms::{Error as CmsError, Keys, UnlockPolicy};
use kakitome_crypto::{MemoryOpener, OpenError};
use kakitome_explain::finding_text;
use kakitome_pki::Severity;
use kakitome_smime::{Decrypted, Finding, Limits, NotDecrypted, decrypt};

use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::InHome;
use crate::input::{self, PrivateFile};
use crate::key_file::{KeyFile, private_key};
use crate::outcome::{NO, Outcome};
use home_keys::{Keyholder, OwnKey};

/// Take the encryption off a mail and write what was inside.
///
/// The mail is read from FILE or standard input: the mail's source as it arrived (.eml), or an encrypted file on its own (.p7m; DER, PEM
/// or base64). Without --p12 and --key it is opened with the keys of the home: all that its identities ever had, those of expired and
/// revoked certificates too. Nothing is written to standard output unless all of it is good: padding or authentication tag are
/// checked over the whole first. That a mail can be decrypted says nothing about who wrote it; `kakitome verify` does.
///
/// Exit status: 0 decrypted; 1 it is not encrypted, no key at hand fits, or it is not as it was encrypted; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Only with the keys of this address in the home.
    #[arg(long = "as", value_name = "ADDR", conflicts_with_all = ["p12", "key"])]
    pub(crate) identity: Option<String>,
    /// A PKCS#12 file with key and certificate; may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) p12: Vec<PathBuf>,
    /// A private key (PEM or DER: PKCS#8, PKCS#1, SEC1), together with --cert; may be given again.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Vec<PathBuf>,
    /// The certificate to which the mail was encrypted (PEM or DER); may be given again. Each key finds its own.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Vec<PathBuf>,
    /// A file whose first line is the password of --p12 or --key.
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let keyholder = match (args.p12.as_slice(), args.key.as_slice()) {
        ([], []) => Some(Keyholder::of_home(args.place.home.as_deref(), context)?),
        _ => None,
    };
    let own = match &keyholder {
        Some(keyholder) => keyholder.keys(args.identity.as_deref())?,
        None => keys_of_files(&args.p12, &args.key, &args.cert, args.password_file.as_deref(), context)?,
    };
    let keys = own.iter().fold(Keys::new(), |keys, (certificate, opener)| keys.own(certificate, opener.as_ref()));
    let mut source = input::open(args.file.as_deref())?;
    match decrypt(&mut source, &keys, &UnlockPolicy::default(), &Limits::default(), &PrivateFile) {
        Ok(decrypted) => written(decrypted, context),
        Err(NotDecrypted::Failed(error)) => Err(failed("cli-mail-unreadable", &error).with("file", input::name(args.file.as_ref()))),
        Err(NotDecrypted::Container(CmsError::Opener(error @ (OpenError::Away { .. } | OpenError::Refused { .. })))) => {
            Err(keyholder.and_then(|keyholder| keyholder.failure()).unwrap_or_else(|| not_opened(&error)))
        }
        Err(refusal) => {
            complain(&answer(&refusal, keyholder.is_some()).with("file", input::name(args.file.as_ref())).line(context));
            Ok(ExitCode::from(NO))
        }
    }
}

/// The keyholder gave no key at all; whether the mail can be decrypted is not known.
pub(crate) fn not_opened(error: &OpenError) -> Failure {
    match error {
        OpenError::Away { reason } => Failure::new("keyholder-away").with("why", reason),
        OpenError::Refused { reason } => Failure::new("keyholder-refused").with("why", reason),
        other => failed("keyholder-refused", other),
    }
}

/// The answer is no: in words, and what to do.
fn answer(refusal: &NotDecrypted, from_home: bool) -> Failure {
    match refusal {
        NotDecrypted::NotEncrypted { found } => Failure::new("decrypt-not-encrypted").with("found", found).hint("decrypt-verify-hint"),
        NotDecrypted::OnlyPart => Failure::new("decrypt-only-part"),
        NotDecrypted::OtherEncryption => Failure::new("decrypt-openpgp"),
        NotDecrypted::Container(CmsError::Undecryptable) => Failure::new("decrypt-undecryptable"),
        NotDecrypted::Container(CmsError::NoRecipient { count, recipients }) => {
            let hint = if from_home { "decrypt-no-key-hint-home" } else { "decrypt-no-key-hint" };
            Failure::new("decrypt-no-key").with("count", count).with("recipients", recipients).hint(hint)
        }
        NotDecrypted::Container(error) => failed("decrypt-unreadable", error).hint("decrypt-show-hint"),
        NotDecrypted::Failed(error) => failed("cli-mail-unreadable", error),
        other => failed("decrypt-unreadable", other),
    }
}

fn written(mut decrypted: Decrypted, context: Context) -> Outcome {
    for finding in decrypted.findings.drain(..) {
        if finding.severity() > Severity::Note {
            complain(&format!("kakitome: {}", finding_text(&Finding::Cms(finding), context.lang)));
        }
    }
    if !decrypted.is_data() {
        complain(&Failure::new("decrypt-other-content").with("found", decrypted.content_type()).line(context));
        return Ok(ExitCode::from(NO));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = decrypted.write_to(&mut out).map_err(|error| failed("cli-output", &error))?;
    out.flush().map_err(|error| failed("cli-output", &error))?;
    if written.fetches {
        complain(&Failure::new("decrypt-fetches").line(context));
    }
    Ok(ExitCode::SUCCESS)
}

/// Every key of the files with the certificate that is its own.
pub(crate) fn keys_of_files(
    p12: &[PathBuf],
    key: &[PathBuf],
    cert: &[PathBuf],
    password_file: Option<&Path>,
    context: Context,
) -> Result<Vec<OwnKey>, Failure> {
    let mut own = Vec::new();
    if !key.is_empty() {
        let mut certificates = Vec::new();
        for file in cert {
            certificates.extend(input::certificates(file)?);
        }
        for file in key {
            let key = private_key(file, password_file, context)?;
            own.push(pair(KeyFile { key, certificates: certificates.clone(), name: file.display().to_string() })?);
        }
    }
    for file in p12 {
        for key in KeyFile::all_from_p12(file, password_file, context)? {
            own.push(pair(key)?);
        }
    }
    Ok(own)
}

fn pair(file: KeyFile) -> Result<OwnKey, Failure> {
    let KeyFile { key, certificates, name } = file;
    let own = certificates.into_iter().find(|certificate| certificate.spki() == key.public_spki());
    let own = own.ok_or_else(|| Failure::new("decrypt-no-certificate").with("file", &name))?;
    let opener = MemoryOpener::new(key).map_err(|error| failed("decrypt-key-unusable", &error).with("file", &name))?;
    Ok((own, Box::new(opener)))
}
