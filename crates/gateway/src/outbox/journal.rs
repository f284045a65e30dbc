//! What happens to a mail in the outbox, written down: a line in the log and a row in the journal.

use kakitome_store::{Event, Happened, Journal, Leg, MailId, Millis};
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

/// Writes down how a mail left.
pub(crate) async fn leg(journal: &Journal, leg: Leg) {
    let id = leg.mail;
    let tls = leg.tls.as_ref();
    tracing::info!(
        %id,
        hop = leg.hop,
        tls = tls.map_or("not encrypted", |tls| tls.version.as_str()),
        proven = tls.map(|tls| tls.proven.as_str()),
        why = leg.why.as_deref(),
        "outbox: left"
    );
    if let Err(error) = journal.leg(leg).await {
        tracing::error!(%id, %error, "how a mail left could not be written into the journal");
    }
}
