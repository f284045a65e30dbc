//! `kakitome starttls draft`: a series of letters as a file, made to be edited. Keeps nothing.

use std::process::ExitCode;

use kakitome_explain::Lang;
use kakitome_explain::words;
use kakitome_pki::UnixTime;

use crate::context::Context;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::written::print;

const DAY: i64 = 86_400;
/// The reminder and the last call come so many days before the day.
const REMINDER: i64 = 30;
const LAST_CALL: i64 = 7;

/// Draft a series of letters (announcement, reminder, last call, done) as a file; what only you know is left as a blank in 【】.
///
/// Example: `kakitome starttls draft --switch-off 2027-03-31 > series.toml`; edit; `kakitome starttls notice series.toml`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The day on which STARTTLS ends, as 2027-03-31: the other days follow from it. Without it all days are blanks.
    #[arg(long, value_name = "DAY")]
    switch_off: Option<String>,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let now = UnixTime::now();
    let today = UnixTime(now.0.div_euclid(DAY).saturating_mul(DAY));
    let blank = context.say("starttls-draft-day", &[]);
    let days = match &args.switch_off {
        None => [blank.clone(), blank.clone(), blank.clone(), blank],
        Some(text) => {
            let off = (text.len() == 10).then(|| UnixTime::parse(text).ok()).flatten();
            let off = off.ok_or_else(|| Failure::new("starttls-no-day").with("text", text))?;
            let before = |days: i64| UnixTime(off.0.saturating_sub(days.saturating_mul(DAY)));
            if before(REMINDER) <= today {
                return Err(Failure::new("starttls-too-soon").with("text", text).with("days", REMINDER));
            }
            [off, today, before(REMINDER), before(LAST_CALL)].map(of_day)
        }
    };
    let id: String = of_day(now).chars().take(7).collect();
    print(&file(&id, &days, context))?;
    Ok(ExitCode::SUCCESS)
}

fn of_day(moment: UnixTime) -> String {
    moment.to_string().chars().take(10).collect()
}

/// Comments in the language of the person who edits; blanks for contacts each in its own.
fn file(id: &str, days: &[String; 4], context: Context) -> String {
    let say = |name: &str| context.say(&format!("starttls-draft-{name}"), &[]);
    let contact = |lang: Lang| words(lang).get("starttls-draft-contact", &[]);
    let [off, announcement, reminder, last_call] = days;
    format!(
        "# {}\nid = \"starttls-{id}\"\n# {}\nswitch-off = \"{off}\"\n# {}\n# from = \"support@example.jp\"\n\
         # {}\nlanguages = [\"ja\", \"en\"]\n\n# {}\n[contact]\nja = \"\"\"\n{}\"\"\"\nen = \"\"\"\n{}\"\"\"\n\n\
         # {}\n[stages]\nannouncement = \"{announcement}\"\nreminder = \"{reminder}\"\nlast-call = \"{last_call}\"\ndone = \"{off}\"\n",
        say("about"),
        say("off"),
        say("from"),
        say("languages"),
        say("whom"),
        contact(Lang::Ja),
        contact(Lang::En),
        say("stages"),
    )
}
