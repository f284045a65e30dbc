//! `kakitome sign`: a mail in, the signed mail out. Line ends are made canonical first; `Bcc` is kept, as `sendmail -t` wants it.
//! Nothing is written to standard output unless the whole mail was signed.

mod args;
mod key;

use std::io::{self, Seek, Write};
use std::process::ExitCode;

use kakitome_crypto::Kind;
use kakitome_mime::canonical::Canonical;
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Form, NotSevenBit, Recipe, Refusal};
use tempfile::SpooledTempFile;

pub(crate) use args::Args;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::outcome::Outcome;

/// A mail stays in memory up to here while it is signed.
const IN_MEMORY: usize = 1 << 20;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let name = input::name(args.file.as_ref());
    let mut mail = canonical(input::open(args.file.as_deref())?, &name)?;
    let index = Message::read(&mut mail, &Limits::default()).map_err(|error| failed("cli-mail-unreadable", &error).with("file", &name))?;
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
