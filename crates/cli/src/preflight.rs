//! `kakitome preflight`: a signed mail, or an identity of the home, before anything is sent, against every profile of a mail program. Exit
//! status 1 if recipients would see a warning that the sender can avoid.

mod all;
mod args;
mod kept;
mod look;
pub(crate) mod specimen;
mod told;

use std::io::Write;
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

pub(crate) use args::Args;

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
