//! Between the envelope as SMTP says it (crate wire) and as it is kept (crate store).

use kakitome_store::outbox::{Envelope, Recipient, Treatment};
use kakitome_wire::{Body, Forwarded, Mail, Mailbox, Rcpt, Ret};

/// MAIL FROM as it is kept.
pub(crate) fn envelope(mail: &Mail, forwarded: Option<&Forwarded>, message_id: Option<String>) -> Envelope {
    let mut kept = Envelope::new(mail.from.as_ref().map(ToString::to_string));
    kept.headers_only = mail.ret == Some(Ret::Headers);
    kept.full = mail.ret == Some(Ret::Full);
    kept.envid.clone_from(&mail.envid);
    kept.smtputf8 = mail.smtputf8;
    kept.message_id = message_id;
    kept.forwarded = forwarded.map(Forwarded::to_words).filter(|words| !words.is_empty());
    kept
}

/// Recipients that get the same content; `treatment` is a word for people: `signed`, `unsigned`, `encrypted`.
pub(crate) fn treatment(recipients: &[Rcpt], eight_bit: bool, treatment: &str) -> Treatment {
    let kept = |rcpt: &Rcpt| Recipient { to: rcpt.to.to_string(), notify: rcpt.notify.clone(), orcpt: rcpt.orcpt.clone() };
    Treatment { recipients: recipients.iter().map(kept).collect(), eight_bit, treatment: treatment.to_owned() }
}

/// MAIL FROM as it is said to the next hop; none: what is kept is no address (no program of ours wrote it).
pub(super) fn mail_of(kept: &Envelope, size: u64, eight_bit: bool) -> Option<Mail> {
    let from = match &kept.sender {
        Some(sender) => Some(Mailbox::parse(sender)?),
        None => None,
    };
    let mut mail = Mail::new(from);
    mail.size = Some(size);
    mail.body = eight_bit.then_some(Body::EightBitMime);
    mail.smtputf8 = kept.smtputf8;
    mail.ret = match (kept.headers_only, kept.full) {
        (true, _) => Some(Ret::Headers),
        (false, true) => Some(Ret::Full),
        (false, false) => None,
    };
    mail.envid.clone_from(&kept.envid);
    Some(mail)
}

/// What the next hop is told of the client before us. What cannot be read is left out: it is a courtesy, and no mail waits for it.
pub(super) fn forwarded_of(kept: &Envelope) -> Option<Forwarded> {
    kept.forwarded.as_deref().and_then(Forwarded::from_words)
}

/// RCPT TO as it is said to the next hop.
pub(super) fn rcpt_of(kept: &Recipient) -> Option<Rcpt> {
    let mut rcpt = Rcpt::new(Mailbox::parse(&kept.to)?);
    rcpt.notify.clone_from(&kept.notify);
    rcpt.orcpt.clone_from(&kept.orcpt);
    Some(rcpt)
}
