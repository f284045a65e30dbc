//! A report on its way to the sender of a mail: made, brought into the outbox like any other mail, written down in the journal (RFC 3461 5.2).

use kakitome_store::outbox::{Envelope, Recipient, Stored, Treatment};
use kakitome_store::{Decision, Entry, MailId};
use kakitome_wire::Reply;

use super::report::{self, About, Line};
use crate::state::{Live, State};

/// Brings a report to the sender of a mail into the outbox; when this returns it is safe there.
pub(super) async fn send(state: &State, live: &Live, stored: &Stored, lines: &[Line<'_>]) -> Result<(), String> {
    let Some(sender) = &stored.envelope.sender else { return Ok(()) };
    let header = match stored.parts.first() {
        Some(part) => report::header(stored.content(part).map_err(|error| error.to_string())?).map_err(|error| error.to_string())?,
        None => Vec::new(),
    };
    let id = state.ids.next();
    let about = About { id: stored.id, envelope: &stored.envelope, header: &header, hostname: &live.settings.hostname, report: id };
    let bytes = report::report(&about, lines);
    let mut envelope = Envelope::new(None);
    envelope.message_id = Some(format!("<{id}@{}>", live.settings.hostname));
    envelope.smtputf8 = !sender.is_ascii();
    let own = Recipient::new(sender.clone());
    let treatment = Treatment { recipients: vec![own], eight_bit: false, treatment: "report".into() };
    let entry = entry(id, &envelope, sender, bytes.len());
    let told = |reply: Reply| reply.to_string();
    let mut writer = state.outbox.begin_own(id, &envelope).await.map_err(told)?;
    writer.part(&treatment).map_err(told)?;
    writer.write(bytes).await.map_err(told)?.commit().await.map_err(told)?;
    if let Err(error) = state.journal.record(entry).await {
        tracing::error!(%id, %error, "a report could not be written into the journal");
    }
    Ok(())
}

fn entry(id: MailId, envelope: &Envelope, sender: &str, size: usize) -> Entry {
    Entry {
        id,
        message_id: envelope.message_id.clone(),
        header_from: None,
        envelope_sender: String::new(),
        recipients: vec![sender.to_owned()],
        peer: None,
        decision: Decision::Passed,
        reason: Some("outbox.report".into()),
        reply: String::new(),
        identity: None,
        serial: None,
        content_sha256: None,
        form: None,
        next_hop: None,
        size: size as u64,
    }
}
