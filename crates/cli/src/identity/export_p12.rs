//! `kakitome identity export-p12`: key, certificate and chain as one PKCS#12 file that other programs import. They come from files, or from
//! the home where its configuration allows that (`from_home`): the keyholder has no request that hands a key out, and is not asked.

use std::fs::OpenOptions;
use std::io::{ErrorKind, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_cms::pkcs12::{Export, Form, write};
use kakitome_crypto::{PrivateKey, Zeroizing};
use kakitome_pki::{Certificate, order_chain};

use super::from_home::{self, FromHome};
use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::Home;
use crate::key_file::{KeyFile, p12};
use crate::outcome::Outcome;
use crate::{input, password};

/// Write a key with its certificates as a PKCS#12 file (.p12, .pfx) that mail programs import.
///
/// The key comes from files: --key with --cert, or another PKCS#12 file, which this makes readable for older programs. With ADDR it is the
/// key of that address in the home, for a person who is to have it in a mail program too: only where the configuration says
/// `allow-export = true` under [keyholder], only while `kakitome serve` does not run, and with a record in the log of key uses
/// (`kakitome keys audit`). Whoever has the file and its password signs as that address and reads its mail.
///
/// `--for windows` (the default) is read by every Windows, iPhone and Mac: 3DES and SHA-1, so that the password alone protects the key.
/// `--for modern` has AES-256 and SHA-256: Thunderbird, OpenSSL, Java, and Windows from version 10 (1709) on. `--for pbmac1` is modern
/// with the check value of RFC 9879, which needs OpenSSL 3.4, Java 24 or NSS 3.103.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["address", "p12", "key"]))]
pub(crate) struct Args {
    /// The address whose key of the home is exported.
    #[arg(value_name = "ADDR")]
    address: Option<String>,
    /// With ADDR: the key of this name in the history of the address (`kakitome identity show`); without it the one that signs.
    #[arg(long, value_name = "ID", requires = "address")]
    id: Option<String>,
    /// With ADDR: the home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR", requires = "address")]
    home: Option<PathBuf>,
    /// The PKCS#12 file that the key comes from.
    #[arg(long, value_name = "FILE")]
    p12: Option<PathBuf>,
    /// Which key, when --p12 has several: its name, its address or its number.
    #[arg(long, value_name = "NAME", requires = "p12")]
    entry: Option<String>,
    /// The private key (PEM or DER: PKCS#8, PKCS#1, SEC1), together with --cert.
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// The certificate of --key (PEM or DER); others in the file are taken for its chain.
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// Certificates of the authorities above, in any order; may be given again.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    chain: Vec<PathBuf>,
    /// A file whose first line is the password of --p12 or --key.
    #[arg(long, value_name = "FILE")]
    source_password_file: Option<PathBuf>,
    /// The file to write. One that is there is not overwritten.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Who is to read it: windows, modern or pbmac1.
    #[arg(long = "for", value_name = "FORM", default_value = "windows", value_parser = form)]
    form: Form,
    /// The name that import shows; without it the one it had, else the mail address.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A file whose first line is the password of the new file; without it the password is asked for.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

fn form(text: &str) -> Result<Form, String> {
    match text {
        "windows" => Ok(Form::Windows),
        "modern" => Ok(Form::Modern),
        "pbmac1" => Ok(Form::Pbmac1),
        other => Err(format!("{other}: windows, modern, pbmac1")),
    }
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    // a password that cannot be had must not leave a record of an export
    let password = new_password(args, context)?;
    not_there(&args.out)?;
    let Source { key, mut certificates, friendly_name } = source(args, context)?;
    for file in &args.chain {
        certificates.extend(input::certificates(file)?);
    }
    let own = certificates.iter().position(|one| one.spki() == key.public_spki());
    let own = own.ok_or_else(|| Failure::new("sign-no-certificate").with("file", named(args).display()))?;
    let leaf = certificates.swap_remove(own);
    // What is no part of the way up stays behind: a reader would show it as somebody else's certificate.
    let chain: Vec<Certificate> = order_chain(&leaf, &certificates).chain.into_iter().skip(1).collect();
    let name = args.name.clone().or(friendly_name).or_else(|| leaf.emails().into_iter().next().map(|email| email.text)).unwrap_or_default();
    let export = Export { key: &key, certificate: &leaf, chain: &chain, friendly_name: &name };
    let bytes = write(&export, &password, args.form).map_err(|error| failed("identity-export-failed", &error))?;
    write_private(&args.out, &bytes)?;
    let facts = [("file", args.out.display().to_string().into()), ("name", name.into()), ("count", chain.len().into())];
    tell(&context.say("identity-exported", &facts));
    if args.form == Form::Windows {
        tell(&context.say("identity-exported-windows", &[]));
    }
    Ok(ExitCode::SUCCESS)
}

struct Source {
    key: PrivateKey,
    certificates: Vec<Certificate>,
    friendly_name: Option<String>,
}

fn named(args: &Args) -> &Path {
    args.p12.as_deref().or(args.cert.as_deref()).unwrap_or_else(|| Path::new("-"))
}

fn source(args: &Args, context: Context) -> Result<Source, Failure> {
    if let Some(address) = &args.address {
        let home = Home::open(args.home.as_deref())?;
        let FromHome { key, certificates, name } = from_home::key(&home, address, args.id.as_deref(), context)?;
        return Ok(Source { key, certificates, friendly_name: name });
    }
    let password_file = args.source_password_file.as_deref();
    match (&args.p12, &args.key, &args.cert) {
        (Some(file), _, _) => {
            let p12::Opened { key, certificates, friendly_name, .. } = p12::one(file, password_file, args.entry.as_deref(), context)?;
            Ok(Source { key, certificates, friendly_name })
        }
        (None, Some(key), Some(cert)) => {
            let KeyFile { key, certificates, .. } = KeyFile::from_files(key, cert, password_file, context)?;
            Ok(Source { key, certificates, friendly_name: None })
        }
        // clap has seen to it that one of them is there
        _ => Err(Failure::new("sign-no-certificate").with("file", "-")),
    }
}

/// From the file, else asked for twice at a terminal: a slip would make a file that nobody opens.
fn new_password(args: &Args, context: Context) -> Result<Zeroizing<String>, Failure> {
    let password = password::of(&args.out, args.password_file.as_deref(), context)?;
    if password.is_empty() {
        return Err(Failure::new("identity-export-no-password").hint("identity-export-no-password-hint"));
    }
    if args.password_file.is_none() && std::io::stdin().is_terminal() && *password::of(&args.out, None, context)? != *password {
        return Err(Failure::new("identity-export-twice"));
    }
    Ok(password)
}

/// Said before anything is done; that it is so still is seen to when it is written.
fn not_there(file: &Path) -> Result<(), Failure> {
    if file.symlink_metadata().is_ok() { Err(exists(file)) } else { Ok(()) }
}

fn exists(file: &Path) -> Failure {
    Failure::new("cli-file-exists").with("file", file.display()).hint("cli-file-exists-hint")
}

/// A new file that only this user can read.
fn write_private(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(file),
        _ => Failure::new("cli-file-unwritable").with("file", file.display()).with("why", error),
    })
}
