//! `kakitome encrypt`: a mail in, one encrypted message for all who are named openly and one for each blind recipient. Nothing is
//! written unless every recipient can be served: nobody is left out silently.

mod args;
mod asked;
mod recipients;
pub(crate) mod told;
mod write;

use std::io::{self, Seek, Write};
use std::process::ExitCode;

use kakitome_mime::{Limits, Message};
use kakitome_pki::Certificate;
use kakitome_smime::seal::{self, Algorithms, Envelope, Kind};
use tempfile::SpooledTempFile;

pub(crate) use args::Args;

use crate::context::{Context, complain, tell};
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::outcome::{NO, Outcome};
use crate::sign;

/// A mail stays in memory up to here while it is signed and encrypted.
const IN_MEMORY: usize = 1 << 20;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let name = input::name(args.file.as_ref());
    let (mut mail, signing) = match args.signing() {
        Some(asked) => {
            let (signed, certificate) = signed(&asked, &name, context)?;
            (Mail::Signed(signed), Some(certificate))
        }
        None => (Mail::Given(input::open(args.file.as_deref())?), None),
    };
    let index = Message::read(&mut mail, &Limits::default()).map_err(|error| failed("cli-mail-unreadable", &error).with("file", &name))?;
    if seal::classify(&index) == Kind::Encrypted {
        complain(&Failure::new("encrypt-already").with("file", &name).line(context));
        return Ok(ExitCode::from(NO));
    }
    let asked = asked::asked(args, &index)?;
    let recipients::Choice { served, fetched } = recipients::choose(args, &asked, signing.as_ref(), context)?;
    told::fetched(&fetched, context);
    let served = match served {
        Ok(served) => served,
        Err(unserved) => {
            told::refusal(&unserved, asked.count(), context);
            if args.json {
                tell(&format!("{:#}", told::refusal_json(&unserved)));
            }
            return Ok(ExitCode::from(NO));
        }
    };
    told::notable(&served, context);
    let messages = seal::envelopes(&served.visible, &served.blind, served.own.as_ref(), &Algorithms::default())
        .map_err(|error| failed("encrypt-failed", &error))?;
    write(&mut mail, &index, &messages, args)
}

fn write(mail: &mut Mail, index: &Message, messages: &[Envelope], args: &Args) -> Outcome {
    if let Some(folder) = &args.out {
        let written = write::files(mail, index, messages, folder, how(args))?;
        if args.json {
            tell(&format!("{:#}", told::messages_json(&written, messages)));
        } else {
            told::messages(&written, messages);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let [message] = messages else {
        return Err(Failure::new("encrypt-several").with("count", messages.len()).hint("encrypt-several-hint"));
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    write::one(mail, index, message, how(args), &mut out)?;
    out.flush().map_err(|error| failed("cli-output", &error))?;
    Ok(ExitCode::SUCCESS)
}

/// What was signed with its header has the fields inside already.
const fn how(args: &Args) -> write::How {
    if args.protect_header && !args.sign { write::How::Protecting } else { write::How::Plain }
}

/// The mail signed first, and with which certificate.
fn signed(asked: &sign::Args, name: &str, context: Context) -> Result<(SpooledTempFile, Certificate), Failure> {
    let mut signed = sign::signed(asked, name, context)?;
    let mut kept = SpooledTempFile::new(IN_MEMORY);
    signed.write_to(&mut kept)?;
    kept.rewind().map_err(|error| failed("cli-output", &error))?;
    Ok((kept, signed.certificate))
}

/// What is encrypted: the mail as it was given, or as it was signed.
enum Mail {
    Given(Input),
    Signed(SpooledTempFile),
}

impl io::Read for Mail {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Given(mail) => mail.read(bytes),
            Self::Signed(mail) => mail.read(bytes),
        }
    }
}

impl Seek for Mail {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::Given(mail) => mail.seek(to),
            Self::Signed(mail) => mail.seek(to),
        }
    }
}
