//! `kakitome verify`: the verdict on a mail, in words or as JSON. Exit status 0 only for `valid`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_explain::{json, text};
use kakitome_pki::{Anchors, UnixTime, crls_from};
use kakitome_smime::{Evidence, Policy, Report, Verdict, open_detached, open_with};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home;
use crate::input::{self, PrivateFile};
use crate::outcome::{NO, Outcome};

/// A list of every root there is has half a megabyte; Microsoft's with all certificates about two.
const TRUST_FILE_BYTES: u64 = 32 << 20;
/// The largest CRLs of public authorities have a few megabytes.
const CRL_BYTES: u64 = 64 << 20;

/// Say who signed a mail, whether it was altered, and whether the signer's certificate leads to a root that is trusted for e-mail.
///
/// The mail is read from FILE or standard input: the mail's source as it arrived (.eml), or a signature file on its own (.p7s, .p7m),
/// which is explained as far as it goes. Nothing is fetched: what is not at hand is named in the answer.
///
/// Exit status: 0 the signature is valid; 1 any other verdict (the report is printed all the same); 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Roots to trust for e-mail: a PEM or DER file; may be given again. Without it, the built-in authority of the home alone.
    #[arg(long, value_name = "STORE")]
    pub(crate) trust: Vec<PathBuf>,
    /// More certificates (PEM or DER) to build the path with; may be given again. They are not trusted by themselves.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Vec<PathBuf>,
    /// Certificate revocation lists (PEM or DER); may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// Judge as of this moment: 2016-01-20, 2016-01-20T09:00:00+09:00, or seconds since 1970. Default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) at: Option<UnixTime>,
    /// The content that a detached signature file (.p7s) is said to sign.
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// Print the report as JSON (schema kakitome.report/1).
    #[arg(long)]
    pub(crate) json: bool,
    /// The home whose built-in authority is trusted. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let evidence = evidence(args)?;
    let now = args.at.unwrap_or_else(UnixTime::now);
    let report = judge(args, &evidence, now)?;
    let verdict = report.verdict();
    print(&report, args.json, context)?;
    Ok(if verdict == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn judge(args: &Args, evidence: &Evidence, now: UnixTime) -> Result<Report, Failure> {
    let policy = Policy::default();
    let mut source = input::open(args.file.as_deref())?;
    let report = match &args.content {
        Some(content) => open_detached(&mut source, &mut input::open(Some(content))?, evidence, &policy, now),
        None => open_with(&mut source, evidence, &policy, now, &PrivateFile),
    };
    report.map_err(|error| failed("cli-mail-unreadable", &error).with("file", input::name(args.file.as_ref())))
}

fn evidence(args: &Args) -> Result<Evidence, Failure> {
    let mut anchors = Anchors::none();
    for file in &args.trust {
        let bytes = input::small(file, TRUST_FILE_BYTES)?;
        let read = Anchors::from_bytes(&bytes)
            .map_err(|error| failed("cli-trust-unreadable", &error).with("file", file.display()).hint("cli-trust-hint"))?;
        anchors.extend(read);
    }
    if args.trust.is_empty()
        && let Some(root) = home::own_root(args.home.as_deref())?
    {
        anchors.extend(Anchors::from_certificates(input::certificates(&root)?));
    }
    let mut evidence = Evidence::new(anchors);
    for file in &args.cert {
        evidence = evidence.with_certificates(input::certificates(file)?);
    }
    for file in &args.crl {
        let bytes = input::small(file, CRL_BYTES)?;
        let read = crls_from(&bytes).map_err(|error| failed("cli-crl-unreadable", &error).with("file", file.display()))?;
        evidence = evidence.with_crls(read);
    }
    Ok(evidence)
}

/// Prints the report. A reader that went away (`| head`) is no failure of ours.
pub(crate) fn print(report: &Report, as_json: bool, context: Context) -> Result<(), Failure> {
    let text = if as_json { format!("{:#}\n", json::report(report, context.lang)) } else { text::report(report, context.lang) };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}
