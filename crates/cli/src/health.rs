//! `kakitome health`: whether mail can be taken, asked of the running gateway through the socket in the outbox's folder, as `held` asks.

use std::process::ExitCode;

use kakitome_gateway::Health;
use kakitome_gateway::config::Settings;
use kakitome_gateway::held::{Answer, Order, ask};
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{self, InHome};
use crate::outcome::{NO, Outcome};

/// Tell whether the running gateway takes mail: database, journal, keyholder, outbox, next hop.
///
/// Exit status 0: it does; 1: it does not, or none runs; 2: it could not be asked. A next hop that is away is told and does not count: mail is
/// answered 4xx or waits in the outbox. Signing that was switched off (`kakitome off`) is told and does not count either. The same by HTTP: /health/ready, with [metrics] in the configuration.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let file = home::config_file(args.place.home.as_deref(), None)?;
    let settings = Settings::load(&file).map_err(|error| failed("cli-config-faulty", &error))?;
    let folder = &settings.outbox.folder;
    let health = match ask(folder, &Order::Health) {
        Ok(Some(Answer::Health(health))) => health,
        Ok(Some(Answer::Failed { why })) => return Err(Failure::new("health-failed").with("why", why)),
        Ok(Some(other)) => return Err(Failure::new("health-failed").with("why", format!("{other:?}"))),
        Ok(None) => {
            let none = json!({ "schema": "kakitome.health/1", "ready": false, "state": "not-running", "checks": [] });
            tell(&if args.json {
                format!("{none:#}")
            } else {
                context.say("health-not-running", &[("folder", folder.display().to_string().into())])
            });
            return Ok(ExitCode::from(NO));
        }
        Err(error) => return Err(failed("health-failed", &error)),
    };
    if args.json {
        tell(&format!("{:#}", json!(health)));
    } else {
        lines(&health, context).iter().for_each(|line| tell(line));
    }
    Ok(if health.ready { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn lines(health: &Health, context: Context) -> Vec<String> {
    let heading = if health.ready { "health-ready" } else { "health-not-ready" };
    let state = context.say("health-state", &[("state", health.state.clone().into())]);
    let mut lines = vec![context.say(heading, &[("state", state.into()), ("version", health.version.clone().into())])];
    if let Some(off) = health.switched_off {
        lines.push(context.say(if off { "health-off" } else { "health-on" }, &[]));
    }
    for check in &health.checks {
        let word = match check.well {
            Some(true) => "health-well",
            Some(false) => "health-not-well",
            None => "health-unknown",
        };
        let name = context.say("health-name", &[("name", check.name.clone().into())]);
        lines.push(context.say(word, &[("name", name.into()), ("why", check.why.clone().unwrap_or_default().into())]));
    }
    lines
}
