//! A mail of the gateway's own: made by a machine and said so (RFC 3834 5), signed where its sender is an identity, into the outbox, and,
//! where the outbox takes nothing, straight to the next hop.

use std::io::{self, Cursor, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_crypto::random_fill;
use kakitome_mime::encode::{Base64, LineEnds};
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Recipe};
use kakitome_store::outbox::{Envelope, Recipient, Treatment};
use kakitome_store::{Address, Decision, Entry, MailId, Millis, SignedForm};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::alarms::OWN;
use crate::message_id::fits_a_field;
use crate::state::{Live, State};
use crate::telling::letter::{LetterFate, hand_over};

/// A line with encoded words has at most 76 letters (RFC 2047 2): so many octets of text leave room for their frame and the field's name.
const WORD: usize = 39;

/// What is to be told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnMail<'a> {
    /// From whom.
    pub(crate) from: &'a str,
    /// To whom.
    pub(crate) to: &'a [String],
    /// One line.
    pub(crate) subject: &'a str,
    /// Text with LF.
    pub(crate) body: &'a str,
    /// The mail that it is about.
    pub(crate) about: Option<&'a str>,
    /// Nobody is told if it cannot be delivered: the envelope has no sender.
    pub(crate) null_sender: bool,
    /// What the journal says of it.
    pub(crate) reason: &'static str,
}

/// Who signed.
struct Signed {
    identity: String,
    serial: String,
}

/// Sends it; when this returns it is safe in the outbox, or the next hop has it.
///
/// # Errors
/// Neither takes it now: why.
pub(crate) async fn send(state: &State, live: &Live, mail: &OwnMail<'_>) -> Result<(), String> {
    let id = state.ids.next();
    let plain = compose(mail, id, &live.settings.hostname, Millis::now()).map_err(|error| error.to_string())?;
    let (bytes, signed) = match sign(state, mail.from, &plain).await {
        Ok(Some((bytes, signed))) => (bytes, Some(signed)),
        Ok(None) => (plain, None),
        // Somebody who cannot sign can still be heard: perhaps that is what is to be told.
        Err(why) => {
            tracing::warn!(from = mail.from, why, "a mail of our own is not signed");
            (plain, None)
        }
    };
    let size = bytes.len();
    let placed = match keep(state, live, mail, id, bytes.clone()).await {
        Ok(()) => None,
        Err(why) => {
            tracing::warn!(why, "a mail of our own is handed to the next hop at once: the outbox takes nothing");
            Some(directly(live, mail, &bytes).await?)
        }
    };
    let entry = entry(mail, id, &live.settings.hostname, signed, size, placed);
    if let Err(error) = state.journal.record(entry).await {
        tracing::error!(%id, %error, "a mail of our own could not be written into the journal");
    }
    Ok(())
}

async fn keep(state: &State, live: &Live, mail: &OwnMail<'_>, id: MailId, bytes: Vec<u8>) -> Result<(), String> {
    let mut envelope = Envelope::new((!mail.null_sender).then(|| mail.from.to_owned()));
    envelope.message_id = Some(message_id(id, &live.settings.hostname));
    envelope.smtputf8 = !(mail.from.is_ascii() && mail.to.iter().all(|to| to.is_ascii()));
    let recipients = mail.to.iter().map(|to| Recipient::new(to.clone())).collect();
    let treatment = Treatment { recipients, eight_bit: false, treatment: OWN.into() };
    let told = |reply: kakitome_wire::Reply| reply.to_string();
    let mut writer = state.outbox.begin_own(id, &envelope).await.map_err(told)?;
    writer.part(&treatment).map_err(told)?;
    writer.write(bytes).await.map_err(told)?.commit().await.map_err(told)?;
    Ok(())
}

/// The answer of the next hop to the last recipient that it took.
async fn directly(live: &Live, mail: &OwnMail<'_>, bytes: &[u8]) -> Result<String, String> {
    let sender = (!mail.null_sender).then_some(mail.from);
    let mut taken = None;
    let mut refused = None;
    for to in mail.to {
        let why = match hand_over(&live.settings, sender, to, bytes).await {
            Ok(LetterFate::Taken(reply)) => {
                taken = Some(reply.to_string());
                continue;
            }
            Ok(LetterFate::Refused(reply)) => reply.to_string(),
            Ok(LetterFate::Lost(why)) => why,
            Err(error) => error.to_string(),
        };
        // One who has it is enough not to send it to all again: whom it has not reached is said here.
        tracing::warn!(to, why, "a mail of our own did not reach this recipient");
        refused = Some(why);
    }
    taken.ok_or_else(|| refused.unwrap_or_else(|| "there is no recipient".to_owned()))
}

fn message_id(id: MailId, hostname: &str) -> String {
    format!("<{id}@{hostname}>")
}

/// Header and body with CRLF line ends; all of it is ASCII but for addresses that are not.
fn compose(mail: &OwnMail<'_>, id: MailId, hostname: &str, now: Millis) -> io::Result<Vec<u8>> {
    let date = OffsetDateTime::from_unix_timestamp(now.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let date = date.format(&Rfc2822).map_err(io::Error::other)?;
    let to: Vec<String> = mail.to.iter().map(|to| format!("<{to}>")).collect();
    let mut out = Vec::new();
    write!(out, "From: <{}>\r\nTo: {}\r\nSubject: {}\r\nDate: {date}\r\n", mail.from, to.join(",\r\n "), encoded(mail.subject))?;
    write!(out, "Message-ID: {}\r\n", message_id(id, hostname))?;
    // What came from outside is put into a field only if it is one word there (RFC 5322 3.6.4).
    if let Some(about) = mail.about.filter(|about| fits_a_field(about)) {
        write!(out, "In-Reply-To: {about}\r\nReferences: {about}\r\n")?;
    }
    out.extend_from_slice(
        b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n\
          Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    );
    let mut body = Base64::new(out, LineEnds::Text);
    body.write_all(mail.body.as_bytes())?;
    body.finish()
}

/// A text as encoded words (RFC 2047), no letter cut in two.
fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }) {
        if word.len() + letter.len_utf8() > WORD {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.push(word);
    words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}

/// Signed by its sender's key; none: the sender is no identity, or signing is switched off.
async fn sign(state: &State, from: &str, mail: &[u8]) -> Result<Option<(Vec<u8>, Signed)>, String> {
    let Ok(address) = Address::parse(from) else { return Ok(None) };
    if state.is_off() {
        return Ok(None);
    }
    let Some(signatory) = state.identities.find(&address).await.map_err(|error| error.to_string())? else { return Ok(None) };
    let now = UnixTime(Millis::now().seconds());
    if let Some(how) = signatory.out_of_time(now) {
        return Err(format!("its certificate {how}"));
    }
    let mut random = [0; 16];
    random_fill(&mut random).map_err(|error| error.to_string())?;
    let mut source = Cursor::new(mail);
    let index = Message::read(&mut source, &Limits::default()).map_err(|error| error.to_string())?;
    let prepared = seal::prepare(&mut source, &index, &signatory.prepared, &Recipe::new(now, random));
    let prepared = prepared.map_err(|refusal| format!("{refusal:?}"))?;
    let signature = state.keyholder.sign(signatory.key, &signatory.algorithm, prepared.request()).await;
    let signature = signature.map_err(|error| format!("{error:?}"))?;
    let mut signed = Vec::new();
    prepared.finish(&signature).write_to(&mut source, &mut signed).map_err(|error| error.to_string())?;
    Ok(Some((signed, Signed { identity: address.to_string(), serial: signatory.serial.clone() })))
}

fn entry(mail: &OwnMail<'_>, id: MailId, hostname: &str, signed: Option<Signed>, size: usize, next_hop: Option<String>) -> Entry {
    let (identity, serial) = signed.map(|signed| (signed.identity, signed.serial)).unzip();
    Entry {
        id,
        message_id: Some(message_id(id, hostname)),
        header_from: Some(mail.from.to_owned()),
        envelope_sender: if mail.null_sender { String::new() } else { mail.from.to_owned() },
        recipients: mail.to.to_vec(),
        peer: None,
        decision: if identity.is_some() { Decision::Signed } else { Decision::Passed },
        reason: Some(mail.reason.to_owned()),
        reply: next_hop.unwrap_or_default(),
        form: identity.is_some().then_some(SignedForm::Clear),
        identity,
        serial,
        content_sha256: None,
        next_hop: None,
        size: size as u64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_mail_says_that_a_machine_wrote_it_and_lets_nothing_in() {
        let id: MailId = "0000000000001".parse().unwrap();
        let to = ["a@x.example".to_owned(), "b@x.example".to_owned()];
        let mail = OwnMail {
            from: "postmaster@gw.example",
            to: &to,
            subject: "証明書の有効期限まで 30 日以内です: とても長い件名がここにあります\r\nBcc: x@evil.example",
            body: "一行\n.\nFrom here\n",
            about: Some("<m1@bank.example>"),
            null_sender: true,
            reason: "gateway.alert",
        };
        let bytes = compose(&mail, id, "gw.example", Millis(1_453_248_000_000)).unwrap();
        assert!(bytes.is_ascii());
        let index = Message::read(&mut Cursor::new(&bytes), &Limits::default()).unwrap();
        let field = |name: &str| String::from_utf8(index.root.header.first(name).unwrap().unfolded().to_vec()).unwrap();
        assert_eq!(field("Auto-Submitted").trim(), "auto-generated");
        assert_eq!(field("In-Reply-To").trim(), "<m1@bank.example>");
        assert!(index.root.header.first("Bcc").is_none());
        let subject = kakitome_mime::encoded_word::decode(field("Subject").as_bytes());
        assert!(subject.contains("有効期限まで 30 日以内"), "{subject}");
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.lines().all(|line| line.len() <= 76), "{text}");
        let odd = OwnMail { about: Some("<m1@bank.example>\r\nBcc: x@evil.example"), ..mail };
        let odd = compose(&odd, id, "gw.example", Millis(0)).unwrap();
        assert!(!String::from_utf8(odd).unwrap().contains("evil"), "a Message-ID that is none is left out");
    }
}
