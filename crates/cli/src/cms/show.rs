//! `kakitome cms show`: the structure of a container, certificate, revocation list or file of keys, element by element, each with its
//! place, its name in the standard and its value; what is notable stands where it was found.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_cms::show::{Limits, Notes, Summary, examine, show};
use kakitome_cms::{Error, Limits as Bounds};

use super::find::{self, Found};
use super::form::Form;
use super::{json, text};
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::outcome::{NO, Outcome};

/// Show the structure of signed or encrypted data: every element with its byte offset, its name in the standard, its value, and what
/// is notable about it.
///
/// FILE is a container of its own (.p7s, .p7m, .p7c), a certificate, a revocation list, a request or a PKCS#12 file, in binary, PEM or
/// base64; or a whole mail, of which every S/MIME part is shown. The columns are the offset of an element, the bytes of its header,
/// the bytes of its content (indef: until its end marker) and its tag. Signatures that can be checked with what is inside are checked
/// arithmetically. Private keys are not shown.
///
/// Exit status: 0 it was shown to its end; 1 its encoding is broken, or a limit was reached (what comes before is shown); 2 it could
/// not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file; standard input without it.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Only this part of a mail: 2, or 1.2 for the second part of the first.
    #[arg(long, value_name = "PART")]
    part: Option<String>,
    /// Bytes of a value that are shown.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(0..=65_536))]
    bytes: u32,
    /// One JSON object (schema kakitome.cms-show/1).
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let file = input::name(args.file.as_ref());
    let mut source = input::open(args.file.as_deref())?;
    let mut all = find::all(&mut source, &file)?;
    if let Some(part) = &args.part {
        all.retain(|found| found.part() == Some(part));
    }
    if all.is_empty() {
        let what = if args.part.is_some() { "cms-no-such-part" } else { "cms-nothing" };
        return Err(Failure::new(what).with("file", &file).with("part", args.part.as_deref().unwrap_or_default()));
    }
    let mut form: Box<dyn Form> = if args.json { Box::new(json::Json::new(context)) } else { Box::new(text::Text::new(context)) };
    let limits = Limits { octets: usize::try_from(args.bytes).unwrap_or(usize::MAX), ..Limits::default() };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut whole = true;
    for found in &all {
        match one(found, &mut source, &limits, all.len() > 1, &mut out, form.as_mut()) {
            Ok(is_whole) => whole &= is_whole,
            Err(Trouble::Gone) => return Ok(ExitCode::SUCCESS),
            Err(Trouble::Failed(failure)) => return Err(failure.with("file", &file)),
        }
    }
    match form.finish(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(NO) }),
    }
}

enum Trouble {
    /// Whoever read our output went away: no failure of ours.
    Gone,
    Failed(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Gone } else { Self::Failed(failed("cli-output", &error)) }
    }
}

/// One structure; whether all of it could be shown.
fn one(found: &Found, source: &mut Input, limits: &Limits, many: bool, out: &mut dyn Write, form: &mut dyn Form) -> Result<bool, Trouble> {
    form.begin(out, found, many)?;
    // what is wrong with the encoding is told where the walk meets it
    let notes = found.open(source)?.map(|bytes| examine(bytes, &Bounds::default())).and_then(|notes| notes).unwrap_or_default();
    let ended = walk(found, source, notes, limits, out, form)?;
    form.end(out, &ended)?;
    Ok(matches!(ended, Ok(Summary { cut: false, .. })))
}

fn walk(
    found: &Found,
    source: &mut Input,
    notes: Notes,
    limits: &Limits,
    out: &mut dyn Write,
    form: &mut dyn Form,
) -> Result<Result<Summary, Error>, Trouble> {
    let mut unwritten = None;
    let ended = found.open(source)?.and_then(|bytes| {
        show(bytes, notes, limits, &mut |line| {
            form.line(out, line).map_err(|error| {
                let told = io::Error::from(error.kind());
                unwritten = Some(error);
                told
            })
        })
    });
    match unwritten {
        Some(error) => Err(error.into()),
        None => Ok(ended),
    }
}
