//! `kakitome alerts test`: one alert that asks for nothing, by the way of all others.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use kakitome_store::{Millis, NewAlert};
use serde_json::json;

use super::list::moment;
use crate::context::{Context, complain, tell};
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::outcome::{NO, Outcome};

/// Between two looks whether it was told.
const PAUSE: Duration = Duration::from_millis(200);

/// Send a test.
///
/// As any other alert it is sent by the running `serve`, signed where its sender is an identity. It is waited for: exit status 1 if it was
/// not sent in time.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Seconds to wait.
    #[arg(long, value_name = "N", default_value_t = 30)]
    seconds: u64,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let to = home.settings.alerts.to.join(", ");
    if to.is_empty() {
        return Err(Failure::new("alerts-nobody").hint("alerts-nobody-hint"));
    }
    let alert = NewAlert::new("test", &Millis::now().0.to_string());
    home.ask(async |store| store.raise_alerts(std::slice::from_ref(&alert), Millis::now()).await)?;
    let told = wait(&home, &alert, Duration::from_secs(args.seconds))?;
    if args.json {
        tell(&format!("{:#}", json!({ "schema": "kakitome.alert-test/1", "to": home.settings.alerts.to, "told": told.map(moment) })));
    }
    match told {
        Some(at) => {
            if !args.json {
                tell(&context.say("alerts-test-sent", &[("to", to.into()), ("at", moment(at).into())]));
            }
            Ok(ExitCode::SUCCESS)
        }
        None => {
            complain(&Failure::new("alerts-not-sent").with("seconds", args.seconds).hint("alerts-not-sent-hint").line(context));
            Ok(ExitCode::from(NO))
        }
    }
}

fn wait(home: &Home, alert: &NewAlert, patience: Duration) -> Result<Option<Millis>, Failure> {
    let begun = Instant::now();
    loop {
        let all = home.ask(async |store| store.alerts(1_000).await)?;
        let told = all.iter().find(|one| one.alert.name == alert.name).and_then(|one| one.told);
        if told.is_some() || begun.elapsed() >= patience {
            return Ok(told);
        }
        std::thread::sleep(PAUSE);
    }
}
