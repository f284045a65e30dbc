//! `kakitome sign`: a mail in, the signed mail out. Line ends are made canonical first; `Bcc` is kept, as `sendmail -t` wants it.
//! Nothing is written to standard output unless the whole mail was signed.

mod args;
mod key;

use std::io::{self, Seek, Write};
use std::process::ExitCode;

use kakitome_crypto::Kind;
use kakitome_mime::canonical::Canonical;
use kakitome_mime::{Limits, Message};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::HeaderProtection;
use kakitome_smime::seal::{self, Form, NotSevenBit, Recipe, Refusal, Sealed};
use tempfile::SpooledTempFile;

pub(crate) use args::Args;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::outcome::Outcome;

/// A mail stays in memory up to here while it is signed.
const IN_MEMORY: usize = 1 << 20;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let mut signed = signed(args, &input::name(args.file.as_ref()), context)?;
    signed.write_to(io::BufWriter::new(io::stdout().lock()))?;
    Ok(ExitCode::SUCCESS)
}

/// A mail that is signed and waits to be written.
pub(crate) struct Signed {
    mail: SpooledTempFile,
    sealed: Sealed,
    /// Whose signature it is.
    pub(crate) certificate: Certificate,
}

impl Signed {
    pub(crate) fn write_to(&mut self, mut out: impl Write) -> Result<(), Failure> {
        self.sealed.write_to(&mut self.mail, &mut out).map_err(|error| failed("cli-output", &error))?;
        out.flush().map_err(|error| failed("cli-output", &error))
    }
}

/// Signs the mail; nothing is written yet.
pub(crate) fn signed(args: &Args, name: &str, context: Context) -> Result<Signed, Failure> {
    signed_mail(input::open(args.file.as_deref())?, args, name, context)
}

/// Signs this mail, wherever it comes from.
pub(crate) fn signed_mail(mail: Input, args: &Args, name: &str, context: Context) -> Result<Signed, Failure> {
    let mut mail = canonical(mail, name)?;
    let index = Message::read(&mut mail, &Limits::default()).map_err(|error| failed("cli-mail-unreadable", &error).with("file", name))?;
    let key = key::choose(args, &index, context)?;
    key.check_time(UnixTime::now())?;
    let prepared = seal::prepare(&mut mail, &index, key.identity(), &recipe(args)?).map_err(|refusal| refused(&refusal, name))?;
    let signature = key.sign(Kind::SignedAttributes, prepared.request()).map_err(|error| failed("sign-no-signature", &error))?;
    Ok(Signed { mail, sealed: prepared.finish(&signature), certificate: key.certificate().clone() })
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
    recipe.protect = match (args.protect_header, args.encrypted) {
        (false, _) => None,
        (true, false) => Some(HeaderProtection::Clear),
        (true, true) => Some(HeaderProtection::Cipher),
    };
    Ok(recipe)
}

fn refused(refusal: &Refusal, name: &str) -> Failure {
    match refusal {
        Refusal::LeaveAsIs(reason) | Refusal::Refuse(reason) => failed("sign-refused", reason).with("file", name),
        Refusal::Failed(error) => failed("cli-mail-unreadable", error).with("file", name),
    }
}
