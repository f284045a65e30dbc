//! `kakitome preflight`: a signed mail, or an identity of the home, before anything is sent, against every profile of a mail program. Exit
//! status 1 if recipients would see a warning that the sender can avoid.

mod all;
mod kept;
mod look;
pub(crate) mod specimen;
mod told;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_clients::preflight::{Point, Weight};
use kakitome_explain::preflight;
use kakitome_pki::Certificate;
use serde_json::json;

use crate::context::Context;
use crate::explain;
use crate::failure::failed;
use crate::outcome::{NO, Outcome};
use crate::trust::told::day;
use crate::verify::By;

/// Check a signed mail before it is sent, or an identity before its first mail: what would recipients' mail programs show, and what can
/// be changed now.
///
/// The mail is read from FILE or standard input, signed as it is to be sent (`kakitome sign … | kakitome preflight`). With --as no mail is
/// needed: a short specimen is signed here with the newest key of that identity, judged, and thrown away; nothing is sent, and the use of
/// the key is in the keyholder's log as any other. Looked for are, among others: missing intermediates, a validity over 27 months, a signing time far from Date, weak digests, an address that is not the
/// signer's, cross certificates, 8-bit text that servers may convert, and recipients at mobile carriers.
///
/// With --all every identity of the home is checked and the result kept; `serve` does so once a day, and what is new is told by mail
/// ([alerts] in the configuration). --last shows what was found last.
///
/// Exit status: 0 nothing that must be changed; 1 something must; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Check this identity of the home, without a mail.
    #[arg(long = "as", value_name = "ADDR", conflicts_with = "file")]
    identity: Option<String>,
    /// Check every identity of the home, and keep what is found.
    #[arg(long, conflicts_with_all = ["file", "identity"])]
    all: bool,
    /// Show what the last check of every identity found; with --as of one.
    #[arg(long, conflicts_with_all = ["file", "all"])]
    last: bool,
    /// Roots that recipients trust: a list, certificates, or the name of a kept list; may be given again. Without it, Mozilla's list and
    /// the built-in authority of the home.
    #[arg(long, value_name = "STORE")]
    trust: Vec<PathBuf>,
    /// An address of a recipient; may be given again. Without it, To and Cc.
    #[arg(long, value_name = "ADDR")]
    to: Vec<String>,
    /// Print JSON (schema kakitome.preflight/1).
    #[arg(long)]
    json: bool,
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
    /// The configuration, where it is not the home's.
    #[arg(long, hide = true, value_name = "FILE", conflicts_with = "home")]
    config: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    if args.last {
        return all::last(args, context);
    }
    if args.all {
        return all::run(args, context);
    }
    let by = By { trust: args.trust.clone(), home: args.home.clone(), ..By::default() };
    let asked = explain::Args { file: args.file.clone(), by, to: args.to.clone(), ..explain::Args::default() };
    let home = args.home.as_deref();
    let (found, certificate) = match &args.identity {
        Some(address) => look::at_identity(address, &asked, home, context).map(|(found, certificate)| (found, Some(certificate)))?,
        None => (look::at(None, &asked, home, context)?, None),
    };
    let points = found.points;
    let identity = args.identity.as_deref().zip(certificate.as_ref());
    let said = if args.json { as_json(&points, identity, context) } else { as_text(&points, identity, context) };
    match std::io::stdout().lock().write_all(said.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(failed("cli-output", &error)),
        _ => {}
    }
    let stop = !found.is_mail || points.iter().any(|point| point.weight == Weight::Stop);
    Ok(if stop { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn as_text(points: &[Point], identity: Option<(&str, &Certificate)>, context: Context) -> String {
    let points = preflight::text(points, context.lang);
    let Some((address, certificate)) = identity else { return points };
    let facts =
        [("address", address.into()), ("serial", certificate.serial().hex().into()), ("until", day(certificate.not_after()).into())];
    format!("{}\n\n{points}", context.say("preflight-identity", &facts))
}

fn as_json(points: &[Point], identity: Option<(&str, &Certificate)>, context: Context) -> String {
    let mut object = preflight::json(points, context.lang);
    let about = identity.map(|(address, certificate)| {
        json!({
            "address": address,
            "serial": certificate.serial().hex(),
            "sha256": certificate.sha256_hex(),
            "not_before": certificate.not_before().to_string(),
            "not_after": certificate.not_after().to_string(),
        })
    });
    if let (Some(fields), Some(about)) = (object.as_object_mut(), about) {
        fields.insert("identity".to_owned(), about);
    }
    format!("{object:#}\n")
}
