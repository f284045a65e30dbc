//! A mail of our own: composed (all of it ASCII, made by a machine and said so, RFC 3834 5), signed where its sender is an identity with a
//! key, handed to the next hop. There is no queue: whoever calls keeps what was not taken.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_crypto::Kind;
use kakitome_gateway::{LetterFate, hand_over};
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use kakitome_store::Millis;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::{self, Found, Home, runtime};

/// Octets of a line of base64 (RFC 2045 6.8: at most 76 letters).
const LINE: usize = 57;
/// An encoded word has at most 75 letters (RFC 2047 2): so many octets of text leave room for its frame.
const WORD: usize = 42;

/// Who writes.
pub(crate) struct Writer<'a> {
    home: &'a Home,
    from: String,
    found: Option<Found>,
    runtime: tokio::runtime::Runtime,
}

/// A mail that is ready.
pub(crate) struct OurMail {
    pub(crate) bytes: Vec<u8>,
    pub(crate) signed: bool,
}

impl<'a> Writer<'a> {
    /// Its key is looked for once. A keyholder that does not answer is no reason to be silent: it is complained of, and mail goes unsigned.
    pub(crate) fn new(home: &'a Home, from: &str, context: Context) -> Result<Self, Failure> {
        let found = match has_key(home, from) {
            false => None,
            true => match key(home, from, context) {
                Ok(found) => Some(found),
                Err(failure) => {
                    complain(&failure.line(context));
                    None
                }
            },
        };
        Ok(Self { home, from: from.to_owned(), found, runtime: runtime()? })
    }

    /// Header and body with CRLF line ends, signed if there is a key.
    pub(crate) fn write(&self, to: &str, subject: &str, body: &str, context: Context) -> Result<OurMail, Failure> {
        let now = UnixTime::now();
        let mail = self.compose(to, subject, body, now)?;
        let Some(found) = &self.found else { return Ok(OurMail { bytes: mail, signed: false }) };
        match sign(found, &mail, now) {
            Ok(bytes) => Ok(OurMail { bytes, signed: true }),
            Err(failure) => {
                complain(&failure.line(context));
                Ok(OurMail { bytes: mail, signed: false })
            }
        }
    }

    /// To the next hop; otherwise why not.
    pub(crate) fn send(&self, to: &str, mail: &OurMail) -> Result<(), String> {
        let fate = self.runtime.block_on(hand_over(&self.home.settings, Some(&self.from), to, &mail.bytes));
        match fate.map_err(|error| error.to_string())? {
            LetterFate::Taken(_) => Ok(()),
            LetterFate::Refused(reply) => Err(reply.to_string()),
            LetterFate::Lost(why) => Err(why),
            other => Err(format!("{other:?}")),
        }
    }

    fn compose(&self, to: &str, subject: &str, body: &str, now: UnixTime) -> Result<Vec<u8>, Failure> {
        let cannot = |error: &dyn std::fmt::Display| Failure::new("cli-cannot-start").with("why", error);
        let date = OffsetDateTime::from_unix_timestamp(now.0).map_err(|error| cannot(&error))?;
        let date = date.format(&Rfc2822).map_err(|error| cannot(&error))?;
        let mut random = [0; 16];
        kakitome_crypto::random_fill(&mut random).map_err(|error| cannot(&error))?;
        let id = crate::values::hex(&random);
        let subject = encoded(subject);
        let lines: Vec<String> = body.replace('\n', "\r\n").as_bytes().chunks(LINE).map(|line| STANDARD.encode(line)).collect();
        let (from, hostname) = (&self.from, &self.home.settings.hostname);
        let mail = format!(
            "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@{hostname}>\r\n\
             Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            lines.join("\r\n")
        );
        Ok(mail.into_bytes())
    }
}

/// A text as encoded words, no letter cut in two.
fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        if word.len() + letter.len_utf8() > WORD {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.push(word);
    words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}

fn has_key(home: &Home, from: &str) -> bool {
    let Ok(address) = home::address(from) else { return false };
    matches!(home.ask(async |store| store.signer(&address, Millis::now()).await), Ok(Some(_)))
}

fn key(home: &Home, from: &str, context: Context) -> Result<Found, Failure> {
    let found = home::signing_identity(Some(&home.folder), from, context)?;
    if UnixTime::now() > found.certificate.not_after() {
        return Err(Failure::new("sign-expired").with("date", found.certificate.not_after()).hint("sign-expired-hint"));
    }
    Ok(found)
}

fn sign(found: &Found, mail: &[u8], now: UnixTime) -> Result<Vec<u8>, Failure> {
    let identity = Identity::new(&found.certificate, &found.chain, found.signer.algorithm(), &Options::default())
        .map_err(|error| failed("sign-key-unusable", &error))?;
    let mut random = [0; 16];
    kakitome_crypto::random_fill(&mut random).map_err(|error| failed("cli-cannot-start", &error))?;
    let mut source = Cursor::new(mail);
    let unreadable = |error: &dyn std::fmt::Display| Failure::new("sign-no-signature").with("why", error);
    let index = Message::read(&mut source, &Limits::default()).map_err(|error| unreadable(&error))?;
    let prepared =
        seal::prepare(&mut source, &index, &identity, &Recipe::new(now, random)).map_err(|refusal| unreadable(&format!("{refusal:?}")))?;
    let signature = found.signer.sign(Kind::SignedAttributes, prepared.request()).map_err(|error| failed("sign-no-signature", &error))?;
    let mut signed = Vec::new();
    prepared.finish(&signature).write_to(&mut source, &mut signed).map_err(|error| unreadable(&error))?;
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_subject_is_folded_between_letters() {
        let text = "ルート証明書一覧の変更: 12 件の証明書が関係します";
        let folded = encoded(text);
        assert!(folded.lines().all(|line| line.len() <= 76), "{folded}");
        assert_eq!(kakitome_mime::encoded_word::decode(folded.replace("\r\n ", " ").as_bytes()), text);
    }
}
