//! PKCS#12 files that a person names on the command line: opened with their password, with a clear word for each thing that can be
//! wrong with them. What is notable about a file is said on standard error.

use std::path::Path;

use kakitome_cms::pkcs12::{self, Archive, Contents};
use kakitome_crypto::{PrivateKey, Zeroizing};
use kakitome_explain::finding_text;
use kakitome_pki::{Certificate, Severity};
use kakitome_smime::Finding;

use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::{input, password};

/// A file with a key and a long chain, or with the history of a person's keys, stays well below this.
const FILE_BYTES: u64 = 4 << 20;

/// A key of a file, with the certificates that came with it, its own first.
pub(crate) struct Opened {
    /// PKCS#8.
    pub(crate) pkcs8: Zeroizing<Vec<u8>>,
    pub(crate) key: PrivateKey,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) friendly_name: Option<String>,
}

/// The key of that name; without a name the only one.
pub(crate) fn one(file: &Path, password_file: Option<&Path>, entry: Option<&str>, context: Context) -> Result<Opened, Failure> {
    let archive = archive(file, password_file, context)?;
    let contents = match entry {
        Some(entry) => archive.into_named(entry),
        None => archive.into_only(),
    };
    opened(contents.map_err(|error| refused(&error, file))?, file)
}

/// Every key that this program works with; old files have others beside it (DSA).
pub(crate) fn all(file: &Path, password_file: Option<&Path>, context: Context) -> Result<Vec<Opened>, Failure> {
    let contents = archive(file, password_file, context)?.into_each().map_err(|error| refused(&error, file))?;
    let (mut usable, mut failures) = (Vec::new(), Vec::new());
    for contents in contents {
        match opened(contents, file) {
            Ok(key) => usable.push(key),
            Err(failure) => failures.push(failure),
        }
    }
    match failures.into_iter().next() {
        Some(failure) if usable.is_empty() => Err(failure),
        _ => Ok(usable),
    }
}

fn archive(file: &Path, password_file: Option<&Path>, context: Context) -> Result<Archive, Failure> {
    let bytes = Zeroizing::new(input::small(file, FILE_BYTES)?);
    let password = password::of(file, password_file, context)?;
    let archive = pkcs12::open(&bytes, &password).map_err(|error| refused(&error, file))?;
    for finding in archive.findings() {
        if finding.severity() > Severity::Note {
            complain(&format!("kakitome: {}: {}", file.display(), finding_text(&Finding::Cms(finding.clone()), context.lang)));
        }
    }
    Ok(archive)
}

fn opened(contents: Contents, file: &Path) -> Result<Opened, Failure> {
    let unreadable = |error: &dyn std::error::Error, what| failed(what, error).with("file", file.display());
    let key = PrivateKey::from_pkcs8(&contents.private_key).map_err(|error| unreadable(&error, "cli-key-unreadable"))?;
    let mut certificates = Vec::new();
    for der in contents.certificates {
        certificates.push(Certificate::from_der(der).map_err(|error| unreadable(&error, "cli-certificate-unreadable"))?);
    }
    Ok(Opened { pkcs8: contents.private_key, key, certificates, friendly_name: contents.friendly_name })
}

/// Four things that people mix up: the password, the file, what was done to it, and what this program can do.
fn refused(error: &kakitome_cms::Error, file: &Path) -> Failure {
    use kakitome_cms::Error;
    use kakitome_crypto::Error as Crypto;
    let failure = match error {
        Error::WrongPassword => Failure::new("cli-p12-password").hint("cli-p12-password-hint"),
        Error::AlteredKeyFile => Failure::new("cli-p12-altered"),
        Error::OtherPasswordInside { .. } => Failure::new("cli-p12-inside"),
        Error::UnsupportedProtection { name } => Failure::new("cli-p12-unsupported").with("name", name).hint("cli-p12-unsupported-hint"),
        Error::Crypto(Crypto::TooMuchWork { asked, limit, unit }) => {
            Failure::new("cli-p12-work").with("asked", asked).with("limit", limit).with("unit", unit)
        }
        Error::NoPrivateKey => Failure::new("cli-p12-no-key"),
        Error::SeveralKeys { count, names } => {
            Failure::new("cli-p12-several").with("count", count).with("names", names).hint("cli-p12-several-hint")
        }
        Error::NoSuchKey { name, names } => Failure::new("cli-p12-no-such").with("name", name).with("names", names),
        other => failed("cli-p12-unreadable", other),
    };
    failure.with("file", file.display())
}
