//! `kakitome sign`: a mail in, the signed mail out. Line ends are made canonical first; `Bcc` is kept, as `sendmail -t` wants it.
//! Nothing is written to standard output unless the whole mail was signed.

mod key;

use std::io::{self, Seek, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_crypto::Kind;
use kakitome_mime::canonical::Canonical;
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Form, NotSevenBit, Recipe, Refusal};
use tempfile::SpooledTempFile;

use crate::context::{Context, Outcome};
use crate::failure::{Failure, failed};
use crate::input::{self, Input};

/// A mail stays in memory up to here while it is signed.
const IN_MEMORY: usize = 1 << 20;

/// Sign a mail with a key of the home, of a PKCS#12 file, or of a key file.
///
/// The mail is read from FILE or standard input and the signed mail is written to standard output, ready for `sendmail -t`: `Bcc` is
/// kept. What is signed is made safe for every relay first (7-bit, CRLF). A mail that is signed or encrypted already is refused.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Sign as this address with its newest key in the home. Without any of --as, --p12 and --key: as the address of From.
    #[arg(long = "as", value_name = "ADDR", conflicts_with_all = ["p12", "key"])]
    pub(crate) identity: Option<String>,
    /// A PKCS#12 file with key and certificates; its password is read from --password-file, else asked for.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub(crate) p12: Option<PathBuf>,
    /// A private key (PEM or DER: PKCS#8, PKCS#1, SEC1), together with --cert.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// The key's certificate (PEM or DER); further certificates in the file go along.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// Intermediate certificates that go along; may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) chain: Vec<PathBuf>,
    /// A file whose first line is the password of --p12 or --key.
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Put the content into the signature (application/pkcs7-mime). Mail programs without S/MIME then show an attachment only.
    #[arg(long)]
    pub(crate) opaque: bool,
    /// The home of the identity. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let name = input::name(args.file.as_ref());
    let mut mail = canonical(input::open(args.file.as_deref())?, &name)?;
    let index = Message::read(&mut mail, &Limits::default())
        .map_err(|error| failed("cli-mail-unreadable", &error).with("file", &name))?;
    let key = key::choose(args, &index, context)?;
    key.check_time(UnixTime::now())?;
    let prepared = seal::prepare(&mut mail, &index, key.identity(), &recipe(args)?).map_err(|refusal| refused(&refusal, &name))?;
    let signature = key.sign(Kind::SignedAttributes, prepared.request()).map_err(|error| failed("sign-no-signature", &error))?;
    let sealed = prepared.finish(&signature);
    let mut out = io::BufWriter::new(io::stdout().lock());
    sealed.write_to(&mut mail, &mut out).map_err(|error| failed("cli-output", &error))?;
    out.flush().map_err(|error| failed("cli-output", &error))?;
    Ok(ExitCode::SUCCESS)
}

/// The mail with CRLF line ends throughout, ready to be read again.
fn canonical(mut source: Input, name: &str) -> Result<SpooledTempFile, Failure> {
    let copied = (|| {
        let mut canonical = Canonical::new(SpooledTempFile::new(IN_MEMORY));
        io::copy(&mut source, &mut canonical)?;
        let mut kept = canonical.finish()?;
        kept.rewind()?;
        Ok(kept)
    })();
    copied.map_err(|error: io::Error| Failure::new("cli-input-unreadable").with("file", name).with("why", error))
}

fn recipe(args: &Args) -> Result<Recipe, Failure> {
    let mut random = [0; 16];
    kakitome_crypto::random_fill(&mut random).map_err(|error| failed("cli-cannot-start", &error))?;
    let mut recipe = Recipe::new(UnixTime::now(), random);
    recipe.form = if args.opaque { Form::Opaque } else { Form::Clear };
    recipe.not_seven_bit = NotSevenBit::Opaque;
    recipe.ambiguous = seal::Ambiguous::Refuse;
    recipe.keep_bcc = true;
    Ok(recipe)
}

fn refused(refusal: &Refusal, name: &str) -> Failure {
    match refusal {
        Refusal::LeaveAsIs(reason) | Refusal::Refuse(reason) => failed("sign-refused", reason).with("file", name),
        Refusal::Failed(error) => failed("cli-mail-unreadable", error).with("file", name),
    }
}
