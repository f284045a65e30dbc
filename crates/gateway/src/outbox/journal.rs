//! What happens to a mail in the outbox, written down: a line in the log and a row in the journal.

use kakitome_store::{Event, Happened, Journal, MailId, Millis};
use kakitome_wire::Safe;

/// Writes an event of one recipient down, or (without one) of the whole mail.
pub(crate) async fn note(journal: &Journal, mail: MailId, what: Happened, recipient: Option<&str>, reply: Option<&str>) {
    note_at(Millis::now(), journal, mail, what, recipient, reply).await;
}

/// The same for a moment that has passed.
pub(crate) async fn note_at(at: Millis, journal: &Journal, mail: MailId, what: Happened, recipient: Option<&str>, reply: Option<&str>) {
    tracing::info!(
        id = %mail,
        event = what.as_str(),
        to = recipient.map(|to| tracing::field::display(Safe(to.as_bytes()))),
        reply = reply.map(|reply| tracing::field::display(Safe(reply.as_bytes()))),
        "outbox"
    );
    let event = Event { mail, at, what, recipient: recipient.map(str::to_owned), reply: reply.map(str::to_owned) };
    if let Err(error) = journal.note(event).await {
        tracing::error!(id = %mail, %error, "an event of the outbox could not be written into the journal");
    }
}
