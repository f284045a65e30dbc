//! `kakitome held`: mail in the outbox of the running gateway, which is asked through the socket in the outbox's folder. It alone works in
//! that folder, so nothing is done behind its back.

use std::process::ExitCode;

use kakitome_gateway::config::Settings;
use kakitome_gateway::held::{Answer, HeldMail, Order, ask, look};
use kakitome_store::{MailId, Millis};
use serde_json::json;

use crate::context::{Context, complain, tell};
use crate::failure::{Failure, failed};
use crate::home::{self, InHome};
use crate::outcome::{NO, Outcome};
use crate::values::rfc3339;

/// Mail that was acknowledged and waits: for the next hop, for a person's word, or put aside. While no gateway runs, `list` alone works, and
/// says names, sizes and times: senders and recipients are encrypted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Release(Release),
    Drop(Drop),
}

/// List the mails, those that were put aside first, then the oldest. Exit status 1 if there is none.
#[derive(Debug, clap::Args)]
struct List {
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Show what is known of one mail: sender, recipients, what was said to each. Never its content.
#[derive(Debug, clap::Args)]
struct Show {
    /// The mail's name, as the log, the journal and the reply to its client say it.
    #[arg(value_name = "ID")]
    id: MailId,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Try a mail now: one that waits, was held, or was put aside.
#[derive(Debug, clap::Args)]
struct Release {
    /// The mail's name.
    #[arg(value_name = "ID")]
    id: MailId,
    #[command(flatten)]
    place: InHome,
}

/// Give a mail up for good. Its sender is told, unless he asked not to be or --quiet says so; what was put aside goes without a report.
#[derive(Debug, clap::Args)]
struct Drop {
    /// The mail's name.
    #[arg(value_name = "ID")]
    id: MailId,
    /// Yes, it is to be dropped: nobody gets it any more.
    #[arg(long)]
    yes: bool,
    /// Do not tell its sender.
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::List(list) => run_list(list, context),
        Command::Show(show) => {
            let order = Order::Show { id: show.id.to_string() };
            match asked(&show.place, &order)? {
                Answer::Mails { mails, .. } if show.json => print_json(mails.len(), 0, &mails),
                Answer::Mails { mails, .. } => tell(&mails.iter().map(|mail| whole(mail, context)).collect::<Vec<_>>().join("\n")),
                other => return refused(&other, show.id, context),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Release(release) => {
            let answer = asked(&release.place, &Order::Release { id: release.id.to_string() })?;
            done(&answer, release.id, "held-released", context)
        }
        Command::Drop(drop) if drop.yes => {
            let answer = asked(&drop.place, &Order::Drop { id: drop.id.to_string(), tell: !drop.quiet })?;
            done(&answer, drop.id, "held-dropped", context)
        }
        Command::Drop(drop) => Err(Failure::new("held-drop-unsure").with("id", drop.id).hint("held-drop-unsure-hint")),
    }
}

/// Asks the running gateway of that home.
fn asked(place: &InHome, order: &Order) -> Result<Answer, Failure> {
    let file = home::config_file(place.home.as_deref(), None)?;
    let settings = Settings::load(&file).map_err(|error| failed("cli-config-faulty", &error))?;
    let folder = &settings.outbox.folder;
    match ask(folder, order) {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(Failure::new("held-no-gateway").with("folder", folder.display()).hint("held-no-gateway-hint")),
        Err(error) => Err(failed("held-failed", &error)),
    }
}

fn run_list(args: &List, context: Context) -> Outcome {
    let answer = match asked(&args.place, &Order::List { most: args.limit }) {
        Err(failure) => match unasked(args)? {
            Some(answer) => {
                complain(&Failure::new("held-no-gateway-listed").line(context));
                answer
            }
            None => return Err(failure),
        },
        Ok(answer) => answer,
    };
    let Answer::Mails { count, bytes, mails } = answer else {
        return Err(Failure::new("held-failed").with("why", "the gateway gave another answer"));
    };
    if args.json {
        print_json(count, bytes, &mails);
    } else if count == 0 {
        tell(&context.say("held-none", &[]));
    } else {
        for mail in &mails {
            tell(&line(mail, context));
        }
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        tell(&context.say("held-count", &[("count", number(count as u64).into()), ("bytes", number(bytes).into())]));
    }
    Ok(if count == 0 { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

/// What lies there while no gateway runs. None: one does.
fn unasked(args: &List) -> Result<Option<Answer>, Failure> {
    let file = home::config_file(args.place.home.as_deref(), None)?;
    let settings = Settings::load(&file).map_err(|error| failed("cli-config-faulty", &error))?;
    look(&settings.outbox.folder, args.limit).map_err(|error| failed("held-failed", &error))
}

fn done(answer: &Answer, id: MailId, sentence: &str, context: Context) -> Outcome {
    if *answer != Answer::Done {
        return refused(answer, id, context);
    }
    tell(&context.say(sentence, &[("id", id.to_string().into())]));
    Ok(ExitCode::SUCCESS)
}

/// There is no such mail, or not now: that is an answer; what could not be done is a failure.
fn refused(answer: &Answer, id: MailId, context: Context) -> Outcome {
    let name = match answer {
        Answer::Unknown => "held-unknown",
        Answer::UnderWay => "held-under-way",
        Answer::Failed { why } => return Err(Failure::new("held-failed").with("why", why)),
        Answer::Done | Answer::Mails { .. } | Answer::Health(_) => {
            return Err(Failure::new("held-failed").with("why", "the gateway gave another answer"));
        }
    };
    complain(&Failure::new(name).with("id", id).line(context));
    Ok(ExitCode::from(NO))
}

fn print_json(count: usize, bytes: u64, mails: &[HeldMail]) {
    let one = |mail: &HeldMail| {
        json!({
            "id": mail.id,
            "state": mail.state,
            "size": mail.size,
            "taken": rfc3339(Millis(mail.taken)),
            "next_try_in": mail.next_try_in,
            "why": mail.why,
            "sender": mail.sender,
            "message_id": mail.message_id,
            "tries": mail.tries,
            "recipients": mail.recipients,
        })
    };
    let mails: Vec<_> = mails.iter().map(one).collect();
    tell(&format!("{:#}", json!({"schema": "kakitome.held/1", "count": count, "bytes": bytes, "mails": mails})));
}

fn line(mail: &HeldMail, context: Context) -> String {
    let unknown = || context.say("cli-unknown", &[]);
    let open = mail.recipients.iter().filter(|one| matches!(one.state.as_str(), "waiting" | "deferred")).count();
    let last = mail.why.clone().or_else(|| mail.recipients.iter().find_map(|one| one.reply.clone())).unwrap_or_default();
    let values = [
        ("id", mail.id.as_str().into()),
        ("state", context.say(&format!("held-state-{}", mail.state), &[]).into()),
        ("taken", rfc3339(Millis(mail.taken)).into()),
        ("sender", mail.sender.as_ref().map_or_else(unknown, |sender| format!("<{sender}>")).into()),
        ("count", i64::try_from(open).unwrap_or(i64::MAX).into()),
        ("tries", i64::from(mail.tries).into()),
        ("last", last.into()),
    ];
    context.say("held-line", &values).trim_end().to_owned()
}

fn whole(mail: &HeldMail, context: Context) -> String {
    let unknown = || context.say("cli-unknown", &[]);
    let next = mail.next_try_in.map_or_else(unknown, |seconds| seconds.to_string());
    let values = [
        ("message", mail.message_id.clone().unwrap_or_else(unknown).into()),
        ("size", i64::try_from(mail.size).unwrap_or(i64::MAX).into()),
        ("next", next.into()),
    ];
    let mut text = format!("{}\n{}", line(mail, context), context.say("held-more", &values));
    for one in &mail.recipients {
        let values = [
            ("to", one.to.as_str().into()),
            ("state", context.say(&format!("held-recipient-{}", one.state), &[]).into()),
            ("treatment", one.treatment.as_str().into()),
            ("reply", one.reply.clone().unwrap_or_default().into()),
        ];
        text.push('\n');
        text.push_str(context.say("held-recipient", &values).trim_end());
    }
    text
}
