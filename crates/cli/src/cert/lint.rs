//! `kakitome cert lint`: certificates held to the S/MIME Baseline Requirements and RFC 5280, a panel for each.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::lint::{LintSeverity, Profile, Terms, lint_as};
use kakitome_pki::{Certificate, UnixTime};
use serde_json::{Value, json};

use super::panel;
use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::input;
use crate::outcome::{NO, Outcome};

/// Say which rules for mail certificates a certificate does not keep, with clause, effective date and what to do.
///
/// The rules are those of the CA/Browser Forum S/MIME Baseline Requirements 1.0.16 and of RFC 5280. A certificate is held to the rules
/// of the profile that its policy states, as they were on the day of its issue. CA certificates are held to RFC 5280.
///
/// Exit status: 0 every rule is kept (notices do not count); 1 there are errors or warnings; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files with certificates, PEM or DER; each certificate in them is linted.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Hold it to this profile, whatever it states: mailbox-strict, sponsor-multipurpose, ...
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Hold it to the rules of today, whenever it was issued.
    #[arg(long)]
    today: bool,
    /// One JSON object (schema kakitome.cert-lint/1).
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let profile = args.profile.as_deref().map(profile).transpose()?;
    let terms = Terms { profile, issued: args.today.then(UnixTime::now) };
    let mut panels = Vec::new();
    let mut objects: Vec<Value> = Vec::new();
    let mut clean = true;
    for file in &args.files {
        for certificate in input::certificates(file)? {
            let report = report(&certificate, terms, file)?;
            clean &= report.worst().is_none_or(|worst| worst == LintSeverity::Notice);
            if args.json {
                objects.push(panel::json(&certificate, &report, file, context));
            } else {
                panels.push(panel::text(&certificate, &report, context));
            }
        }
    }
    if args.json {
        tell(&format!("{:#}", json!({"schema": "kakitome.cert-lint/1", "certificates": objects})));
    } else {
        panels.push(context.say("lint-no-verdict", &[]));
        tell(&panels.join("\n\n"));
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn profile(name: &str) -> Result<Profile, Failure> {
    Profile::from_name(name).ok_or_else(|| Failure::new("lint-unknown-profile").with("profile", name).hint("lint-unknown-profile-hint"))
}

fn report(certificate: &Certificate, terms: Terms, file: &std::path::Path) -> Result<kakitome_pki::lint::LintReport, Failure> {
    lint_as(certificate, terms).map_err(|error| failed("lint-unreadable", &error).with("file", file.display()))
}
