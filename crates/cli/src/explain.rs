//! `kakitome explain`: one page of plain words about one mail: the verdict in words, what each mail program shows and why, the way it
//! came, and what can be done. Exit status as `verify`: 0 only for `valid`.

mod args;
mod lists;
mod told;

use std::process::ExitCode;

use kakitome_clients::{Journey, Mail, Stores, Unsigned, predict, program, promised, shipped_observations};
use kakitome_explain::page::{self, Subject};
use kakitome_mime::{Header, Limits, Message, address};
use kakitome_smime::{Report, Verdict};

pub(crate) use args::Args;
pub(crate) use lists::at_home;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::observe;
use crate::outcome::{NO, Outcome};
use crate::promises;
use crate::trust::told::list_line;
use crate::verify;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    for name in &args.client {
        program(name).map_err(|error| failed("explain-no-client", &error).with("client", name).hint("explain-no-client-hint"))?;
    }
    let Seen { looked, message, stores, recipients } = Seen::of(args, context)?;
    let journey = message.as_ref().map(|message| Journey::read(&message.root.header));
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let observations = [shipped, observe::kept(args.by.home.as_deref())?].concat();
    let shown = predict(Mail { report: &looked.report, recipients: &recipients }, &stores, &observations);
    let troubles = looked.troubles();
    let used: Vec<String> = looked.lists().map(|list| list_line(list, context)).collect();
    let promises = promises::at_hand(args.promises.as_deref(), args.by.home.as_deref())?;
    let promise = promised(&promises, &unsigned(&looked.report, message.as_ref(), &recipients, journey.as_ref()));
    let subject = Subject {
        report: &looked.report,
        shown: &shown,
        journey: journey.as_ref(),
        troubles: &troubles,
        lists: &used,
        only: &args.client,
        replayed: args.by.at.is_some(),
        promise,
    };
    told::print(&page::build(&subject, context.lang), &subject, args, context)?;
    Ok(if looked.report.verdict() == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// A mail that was judged, with what predictions need beside the report.
pub(crate) struct Seen {
    pub(crate) looked: verify::Looked,
    /// Its index; none where what was given is no mail.
    pub(crate) message: Option<Message>,
    pub(crate) stores: Stores,
    pub(crate) recipients: Vec<String>,
}

impl Seen {
    pub(crate) fn of(args: &Args, context: Context) -> Result<Self, Failure> {
        Self::of_mail(None, args, context)
    }

    /// Of a mail that is at hand already; without one, that of the arguments is opened.
    pub(crate) fn of_mail(mail: Option<Input>, args: &Args, context: Context) -> Result<Self, Failure> {
        let looked = verify::look_at(mail, &args.as_verify(), context)?;
        let stores = lists::stores(args, &looked)?;
        let message = looked.message()?;
        let recipients = match &args.to[..] {
            [] => message.as_ref().map(|message| recipients(&message.root.header)).unwrap_or_default(),
            named => named.to_vec(),
        };
        Ok(Self { looked, message, stores, recipients })
    }
}

/// What a promise asks of a mail. It came when its recipient says so, else when the last server says so, else now: its Date is the word of
/// whoever wrote it.
fn unsigned<'a>(report: &'a Report, message: Option<&'a Message>, recipients: &'a [String], journey: Option<&Journey>) -> Unsigned<'a> {
    let last = journey.and_then(Journey::last).and_then(|hop| hop.at);
    let at = report.received.or(last).unwrap_or(report.at);
    Unsigned { from: &report.author.from, recipients, mail: message.map(|message| &message.root), at }
}

/// Addresses of To and Cc.
fn recipients(header: &Header) -> Vec<String> {
    let fields = header.named("To").chain(header.named("Cc"));
    let lists = fields.map(|field| address::parse(field.value(), field.value_offset()));
    lists.flat_map(|list| list.mailboxes().map(|one| format!("{}@{}", one.address.local, one.address.domain)).collect::<Vec<_>>()).collect()
}

impl verify::Looked {
    /// The mail's index; none where what was given is no mail.
    fn message(&self) -> Result<Option<Message>, Failure> {
        use std::io::Seek;
        let mut source = self.source.borrow_mut();
        let name = || input::name(self.file.as_ref());
        source.rewind().map_err(|error| failed("cli-mail-unreadable", &error).with("file", name()))?;
        // what cannot be indexed has been told by the report
        Ok(Message::read(&mut *source, &Limits::default()).ok())
    }
}
