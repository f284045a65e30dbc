//! `kakitome starttls notice`: who would get which letter; with --send they leave through the next hop, each account once in each stage.

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kakitome_explain::starttls::Stage;
use kakitome_pki::UnixTime;
use kakitome_store::Millis;

use super::confirm::confirmed;
use super::plan::{Due, Ground, Plan};
use super::series::Series;
use super::survey::survey;
use super::told::{Sent, Told};
use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::our_mail::Writer;
use crate::outcome::{FAILED, Outcome};
use crate::written::print;

/// After so many letters in a row that the next hop did not take, it is not tried further: it is down, or does not want them.
const ENOUGH: usize = 3;

/// Say who would get which letter of a series; with --send, send them.
///
/// Without --send nothing leaves: who gets a letter, who gets none and why; --show ACCOUNT prints one letter whole. The stage is the last one whose
/// day has come. Each account gets each stage once; a letter that the next hop did not take is tried again the next time.
/// Accounts that have changed get no reminder. Letters are signed where their sender is an identity with a key.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The series, as `draft` writes it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// This stage: announcement, reminder, last-call or done. With --send its day must have come.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    stage: Option<Stage>,
    /// This account alone; may be given again.
    #[arg(long, value_name = "ADDRESS")]
    account: Vec<String>,
    /// Print the letter to this account, whole.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["send", "json"])]
    show: Option<String>,
    /// Who used STARTTLS in so many days counts as using it still.
    #[arg(long, value_name = "NUMBER", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=396))]
    days: u32,
    /// Send the letters. You are asked once before.
    #[arg(long)]
    send: bool,
    /// Do not ask.
    #[arg(long, requires = "send")]
    yes: bool,
    /// Also to those of whom an earlier run does not know whether their letter left.
    #[arg(long)]
    unclear_again: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

fn stage(word: &str) -> Result<Stage, String> {
    let known = || Stage::ALL.map(Stage::word).join(", ");
    Stage::from_word(word).ok_or_else(known)
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let series = Series::read(&args.file)?;
    let home = Home::open(args.place.home.as_deref())?;
    let services = &home.settings.services;
    if services.is_empty() {
        return Err(Failure::new("starttls-no-service").hint("starttls-no-service-hint"));
    }
    let stage = chosen(args, &series, context)?;
    let (survey, letters) = survey(&home, args.days, Some(&series.id))?;
    let ground = Ground { survey: &survey, letters: &letters, services, only: &args.account, unclear_again: args.unclear_again };
    let plan = ground.plan(stage);
    let pages = home.settings.web.as_ref().and_then(|web| web.public_url.as_deref());
    if let Some(account) = &args.show {
        return show(account, &plan, &series, stage, pages);
    }
    let from = series.from.clone().unwrap_or_else(|| home.settings.watch.from.clone());
    let sent = if args.send && !plan.due.is_empty() { Some(send(args, &home, &plan, &series, stage, &from, context)?) } else { None };
    let Some(sent) = sent else {
        print(&Told { plan: &plan, series: &series, stage, from: &from, sent: None }.written(args.json, context))?;
        return Ok(ExitCode::SUCCESS);
    };
    let failed = sent.iter().any(|one| one.fate.is_err()) || sent.len() < plan.due.len();
    print(&Told { plan: &plan, series: &series, stage, from: &from, sent: Some(&sent) }.written(args.json, context))?;
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
}

/// A letter before its day would say what is not so.
fn chosen(args: &Args, series: &Series, context: Context) -> Result<Stage, Failure> {
    let now = UnixTime::now();
    let day = |stage| kakitome_explain::day(series.day(stage), context.lang);
    match args.stage {
        Some(stage) if args.send && series.day(stage) > now => {
            Err(Failure::new("starttls-not-yet").with("stage", stage.word()).with("day", day(stage)).hint("starttls-not-yet-hint"))
        }
        Some(stage) => Ok(stage),
        None => match series.current(now) {
            Some(stage) => Ok(stage),
            None if args.send => {
                let stage = Stage::Announcement;
                Err(Failure::new("starttls-not-yet").with("stage", stage.word()).with("day", day(stage)).hint("starttls-not-yet-hint"))
            }
            None => Ok(Stage::Announcement),
        },
    }
}

fn show(account: &str, plan: &Plan<'_>, series: &Series, stage: Stage, pages: Option<&str>) -> Outcome {
    let due = plan.due.iter().find(|due| due.account.name.eq_ignore_ascii_case(account));
    let due = due.ok_or_else(|| {
        Failure::new("starttls-no-letter").with("account", account).with("stage", stage.word()).hint("starttls-no-letter-hint")
    })?;
    let (subject, text) = due.letter(series, stage, pages);
    print(&format!("{subject}\n\n{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn send(
    args: &Args,
    home: &Home,
    plan: &Plan<'_>,
    series: &Series,
    stage: Stage,
    from: &str,
    context: Context,
) -> Result<Vec<Sent>, Failure> {
    let facts = [
        ("count", plan.due.len().into()),
        ("stage", context.say(&format!("starttls-stage-{}", stage.word()), &[]).into()),
        ("from", from.into()),
        ("host", home.settings.next_hop.address.as_str().into()),
    ];
    if !args.yes && !confirmed(&context.say("starttls-ask", &facts), context)? {
        return Err(Failure::new("starttls-not-sent"));
    }
    let writer = Writer::new(home, from, context)?;
    let pages = home.settings.web.as_ref().and_then(|web| web.public_url.clone());
    let bar = bar(plan.due.len(), context);
    let (mut sent, mut in_a_row) = (Vec::new(), 0);
    for due in &plan.due {
        let one = one(home, &writer, due, series, stage, pages.as_deref(), args.unclear_again, context)?;
        bar.inc(1);
        in_a_row = if one.fate.is_err() { in_a_row + 1 } else { 0 };
        sent.push(one);
        if in_a_row >= ENOUGH {
            break;
        }
    }
    bar.finish_and_clear();
    if sent.len() < plan.due.len() {
        complain(&context.say("starttls-stopped", &[("count", plan.due.len().saturating_sub(sent.len()).into())]));
    }
    Ok(sent)
}

/// Written down before it leaves, and again when it has left: whatever ends this program, nobody gets it twice.
#[allow(clippy::too_many_arguments, reason = "one letter needs all of it")]
fn one(
    home: &Home,
    writer: &Writer<'_>,
    due: &Due<'_>,
    series: &Series,
    stage: Stage,
    pages: Option<&str>,
    again: bool,
    context: Context,
) -> Result<Sent, Failure> {
    let account = &due.account.name;
    let (subject, text) = due.letter(series, stage, pages);
    let mail = writer.write(account, &subject, &text, context)?;
    let (id, word) = (series.id.as_str(), stage.word());
    if again {
        home.ask(async |store| store.end_starttls_letter(id, word, account, None).await)?;
    }
    let begun = home.ask(async |store| store.begin_starttls_letter(id, word, account, Millis::now()).await)?;
    if !begun {
        return Ok(Sent { account: account.clone(), signed: mail.signed, fate: Err(context.say("starttls-by-another", &[])) });
    }
    let fate = writer.send(account, &mail);
    let left = fate.is_ok().then(Millis::now);
    home.ask(async |store| store.end_starttls_letter(id, word, account, left).await)?;
    Ok(Sent { account: account.clone(), signed: mail.signed, fate })
}

/// Drawn only where a person looks.
fn bar(count: usize, context: Context) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(u64::try_from(count).unwrap_or(u64::MAX)), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(context.say("starttls-sending", &[]));
    bar
}
