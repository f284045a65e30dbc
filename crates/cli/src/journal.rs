//! `kakitome journal`: what was done with which mail. The gateway writes it; here it is only read.

use std::io::Write;
use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_store::{Entry, Event, Leg, MailId, Millis, Query};
use serde_json::json;

use crate::context::Context;
use crate::failure::failed;
use crate::home::{Home, InHome};
use crate::leg;
use crate::outcome::{NO, Outcome};
use crate::values::hex;

/// Look into the journal of handled mail.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Find(Find),
    Show(Show),
}

/// Find mails: newest first; all conditions must hold. Exit status 1 if there is none.
#[derive(Debug, clap::Args)]
struct Find {
    /// The mail's name in the log and in the reply (`queued as …`).
    #[arg(long, value_name = "ID")]
    id: Option<MailId>,
    /// The mail's Message-ID, with or without angle brackets.
    #[arg(long, value_name = "ID")]
    message_id: Option<String>,
    /// An address in From or of the envelope's sender.
    #[arg(long, value_name = "ADDR")]
    from: Option<String>,
    /// A recipient.
    #[arg(long, value_name = "ADDR")]
    to: Option<String>,
    /// Not before: 2026-11-22, 2026-11-22T10:15:00+09:00, or seconds since 1970. A date alone is midnight UTC.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Millis>,
    /// Before that time.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Millis>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
    /// One JSON object for each mail, a line each.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Show everything that is known of one mail: also to which server it went, and how that connection was encrypted. Exit status 1 if there is
/// none.
#[derive(Debug, clap::Args)]
struct Show {
    /// The mail's name in the log and in the reply (`queued as …`).
    #[arg(value_name = "ID")]
    id: MailId,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

fn moment(text: &str) -> Result<Millis, String> {
    UnixTime::parse(text).map(|time| Millis::from_seconds(time.0)).map_err(|error| error.to_string())
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Find(find) => run_find(find, context),
        Command::Show(show) => run_show(show, context),
    }
}

fn run_find(args: &Find, context: Context) -> Outcome {
    let query = Query {
        id: args.id,
        message_id: args.message_id.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        since: args.since,
        until: args.until,
        limit: Some(args.limit),
    };
    tell_found(&query, args.json, &args.place, context)
}

fn run_show(args: &Show, context: Context) -> Outcome {
    tell_found(&Query { id: Some(args.id), limit: Some(1), ..Query::default() }, args.json, &args.place, context)
}

fn tell_found(query: &Query, json: bool, place: &InHome, context: Context) -> Outcome {
    let home = Home::open(place.home.as_deref())?;
    let (found, events, legs) = home.ask(async |store| {
        let found = store.find_mails(query).await?;
        let names: Vec<MailId> = found.iter().map(|entry| entry.id).collect();
        let events = store.mail_events(&names).await?;
        let legs = store.mail_legs(&names).await?;
        Ok((found, events, legs))
    })?;
    let mut text = String::new();
    for entry in &found {
        let own: Vec<&Event> = events.iter().filter(|event| event.mail == entry.id).collect();
        let legs: Vec<&Leg> = legs.iter().filter(|leg| leg.mail == entry.id).collect();
        let line = if json { json_of(entry, &own, &legs).to_string() } else { text_of(entry, &own, &legs, context) };
        text.push_str(&line);
        text.push('\n');
    }
    if found.is_empty() && !json {
        text.push_str(&context.say("journal-nothing", &[]));
        text.push('\n');
    }
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(failed("cli-output", &error)),
        _ => {}
    }
    Ok(if found.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn json_of(entry: &Entry, events: &[&Event], legs: &[&Leg]) -> serde_json::Value {
    json!({
        "schema": "kakitome.journal/1",
        "id": entry.id.to_string(),
        "time": rfc3339(entry.id.time()),
        "message_id": entry.message_id,
        "from": entry.header_from,
        "envelope_sender": entry.envelope_sender,
        "recipients": entry.recipients,
        "peer": entry.peer,
        "decision": entry.decision.as_str(),
        "reason": entry.reason,
        "reply": entry.reply,
        "identity": entry.identity,
        "serial": entry.serial,
        "content_sha256": entry.content_sha256.map(|digest| hex(&digest)),
        "form": entry.form.map(kakitome_store::SignedForm::as_str),
        "next_hop": entry.next_hop,
        "size": entry.size,
        "events": events.iter().map(|event| json!({
            "time": rfc3339(event.at),
            "event": event.what.as_str(),
            "recipient": event.recipient,
            "reply": event.reply,
        })).collect::<Vec<_>>(),
        "legs": legs.iter().map(|leg| leg::json_of(leg)).collect::<Vec<_>>(),
    })
}

/// One mail in a few lines for people.
fn text_of(entry: &Entry, events: &[&Event], legs: &[&Leg], context: Context) -> String {
    let unknown = || context.say("cli-unknown", &[]);
    let decision = context.say(&format!("journal-decision-{}", entry.decision.as_str()), &[]);
    let signed = match (&entry.identity, &entry.serial) {
        (Some(identity), Some(serial)) => context.say("journal-signed-as", &[("identity", identity.into()), ("serial", serial.into())]),
        _ => match &entry.reason {
            Some(reason) => context.say("journal-reason", &[("reason", reason.into())]),
            None => String::new(),
        },
    };
    let values = [
        ("time", rfc3339(entry.id.time()).into()),
        ("id", entry.id.to_string().into()),
        ("decision", decision.into()),
        ("from", entry.header_from.clone().unwrap_or_else(unknown).into()),
        ("sender", format!("<{}>", entry.envelope_sender).into()),
        ("to", entry.recipients.join(", ").into()),
        ("message", entry.message_id.clone().unwrap_or_else(unknown).into()),
        ("size", entry.size.into()),
        ("reply", entry.reply.as_str().into()),
        ("hop", entry.next_hop.clone().unwrap_or_else(unknown).into()),
        ("signed", signed.into()),
    ];
    let mut text = context.say("journal-entry", &values);
    for event in events {
        let values = [
            ("time", rfc3339(event.at).into()),
            ("event", context.say(&format!("journal-event-{}", event.what.as_str()), &[]).into()),
            ("to", event.recipient.clone().unwrap_or_else(|| context.say("journal-event-all", &[])).into()),
            ("reply", event.reply.clone().unwrap_or_default().into()),
        ];
        text.push_str("\n  ");
        text.push_str(context.say("journal-event", &values).trim_end());
    }
    for leg in legs {
        text.push_str("\n  ");
        text.push_str(&leg::text_of(leg, context));
    }
    text
}

/// With milliseconds, in UTC.
fn rfc3339(time: Millis) -> String {
    let nanos = i128::from(time.0).saturating_mul(1_000_000);
    time::OffsetDateTime::from_unix_timestamp_nanos(nanos)
        .ok()
        .and_then(|moment| moment.format(&time::format_description::well_known::Rfc3339).ok())
        .unwrap_or_else(|| format!("{} ms since 1970", time.0))
}
