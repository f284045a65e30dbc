//! The mail to whoever owns a certificate that a change touches: in the language of the program, made by a machine and said so
//! (RFC 3834 5), signed where its sender has a key, handed to the next hop. A change is told once: it is marked when the next hop has
//! taken the mail.

use std::collections::BTreeMap;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_crypto::Kind;
use kakitome_gateway::{LetterFate, hand_over};
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use kakitome_store::{Millis, RootChange};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::change::blocks;
use super::owner::Owners;
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::{self, Home, runtime};

/// Octets of a line of base64 (RFC 2045 6.8: at most 76 letters).
const LINE: usize = 57;
/// An encoded word has at most 75 letters (RFC 2047 2): so many octets of text leave room for its frame.
const WORD: usize = 42;

/// What became of one mail.
pub(super) struct Mailed {
    pub(super) to: String,
    pub(super) changes: usize,
    pub(super) signed: bool,
    pub(super) fate: Result<(), Failure>,
}

/// Tells everybody what is due.
pub(super) fn tell(home: &Home, owners: &Owners, context: Context, now: UnixTime) -> Result<Vec<Mailed>, Failure> {
    let due = home.ask(async |store| store.root_changes_due().await)?;
    let mut mails = Vec::new();
    let watch = &home.settings.watch;
    for (told, changes) in groups(&due, owners, &watch.to, &watch.from) {
        let ids: Vec<i64> = changes.iter().map(|change| change.id).collect();
        let mut is_told = false;
        for to in told {
            let text = compose(home, &to, &changes, owners, context, now)?;
            let (mail, signed) = signed(home, text, context, now);
            let fate = send(home, &to, &mail);
            is_told |= fate.is_ok();
            mails.push(Mailed { to, changes: changes.len(), signed, fate });
        }
        if is_told {
            home.ask(async |store| store.root_changes_told(&ids, Millis::from_seconds(now.0)).await)?;
        }
    }
    Ok(mails)
}

/// Who is told of what: those of the configuration of everything; else each identity of its own, and of correspondents' certificates
/// whoever the mail is from, which is the postmaster here. A correspondent is never written to.
fn groups<'a>(due: &'a [RootChange], owners: &Owners, to: &[String], from: &str) -> Vec<(Vec<String>, Vec<&'a RootChange>)> {
    if due.is_empty() {
        return Vec::new();
    }
    if !to.is_empty() {
        return vec![(to.to_vec(), due.iter().collect())];
    }
    let mut told: BTreeMap<&str, Vec<&RootChange>> = BTreeMap::new();
    for change in due {
        let to = if owners.is_persons(&change.change) { from } else { &change.change.address };
        told.entry(to).or_default().push(change);
    }
    told.into_iter().map(|(owner, changes)| (vec![owner.to_owned()], changes)).collect()
}

/// Header and body with CRLF line ends; all of it is ASCII.
fn compose(home: &Home, to: &str, changes: &[&RootChange], owners: &Owners, context: Context, now: UnixTime) -> Result<Vec<u8>, Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::new("cli-cannot-start").with("why", error);
    let date = OffsetDateTime::from_unix_timestamp(now.0).map_err(|error| cannot(&error))?;
    let date = date.format(&Rfc2822).map_err(|error| cannot(&error))?;
    let mut random = [0; 16];
    kakitome_crypto::random_fill(&mut random).map_err(|error| cannot(&error))?;
    let id = crate::values::hex(&random);
    let count = changes.len();
    let subject = encoded(&context.say("watch-mail-subject", &[("count", count.into())]));
    let people = changes.iter().filter(|change| owners.is_persons(&change.change)).count();
    let intro = match (people, count.saturating_sub(people)) {
        (0, _) => "watch-mail-intro",
        (_, 0) => "watch-mail-intro-people",
        _ => "watch-mail-intro-both",
    };
    let mut body = context.say(intro, &[("count", count.saturating_sub(people).into()), ("people", people.into())]);
    let changes: Vec<_> = changes.iter().map(|change| &change.change).collect();
    for block in blocks(&changes, owners, now, context) {
        body.push_str("\n\n■ ");
        body.push_str(&block);
    }
    let about = [("home", home.settings.hostname.as_str().into())];
    body.push_str(&format!("\n\n{}\n", context.say("watch-mail-end", &about)));
    let lines: Vec<String> = body.replace('\n', "\r\n").as_bytes().chunks(LINE).map(|line| STANDARD.encode(line)).collect();
    let (from, hostname) = (&home.settings.watch.from, &home.settings.hostname);
    let mail = format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@{hostname}>\r\n\
         Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        lines.join("\r\n")
    );
    Ok(mail.into_bytes())
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

/// Signed by its sender's key; as it is where the sender is no identity. A keyholder that does not answer is no reason to be silent.
fn signed(home: &Home, mail: Vec<u8>, context: Context, now: UnixTime) -> (Vec<u8>, bool) {
    let from = &home.settings.watch.from;
    let is_identity = home::address(from)
        .ok()
        .is_some_and(|address| matches!(home.ask(async |store| store.signer(&address, Millis::from_seconds(now.0)).await), Ok(Some(_))));
    if !is_identity {
        return (mail, false);
    }
    match sign(home, &mail, context, now) {
        Ok(signed) => (signed, true),
        Err(failure) => {
            complain(&failure.line(context));
            (mail, false)
        }
    }
}

fn sign(home: &Home, mail: &[u8], context: Context, now: UnixTime) -> Result<Vec<u8>, Failure> {
    let found = home::signing_identity(Some(&home.folder), &home.settings.watch.from, context)?;
    if now > found.certificate.not_after() {
        return Err(Failure::new("sign-expired").with("date", found.certificate.not_after()).hint("sign-expired-hint"));
    }
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

fn send(home: &Home, to: &str, mail: &[u8]) -> Result<(), Failure> {
    let sender = home.settings.watch.from.as_str();
    let fate = runtime()?.block_on(hand_over(&home.settings, Some(sender), to, mail));
    let waits = |why: String| Failure::new("watch-not-sent").with("to", to).with("why", why).hint("watch-not-sent-hint");
    match fate.map_err(|error| waits(error.to_string()))? {
        LetterFate::Taken(_) => Ok(()),
        LetterFate::Refused(reply) => Err(waits(reply.to_string())),
        LetterFate::Lost(why) => Err(waits(why)),
        other => Err(waits(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use kakitome_store::NewRootChange;

    fn due(id: i64, address: &str) -> RootChange {
        let change = NewRootChange {
            list: "microsoft".to_owned(),
            edition: [0; 32],
            title: "x".to_owned(),
            came: Millis(0),
            address: address.to_owned(),
            certificate: [0; 32],
            serial: "01".to_owned(),
            root: [0; 32],
            root_name: "x".to_owned(),
            before: None,
            state: "ok".to_owned(),
            another: None,
            due: true,
        };
        RootChange { id, found: Millis(0), told: None, change }
    }

    #[test]
    fn everybody_is_told_of_his_own_or_one_of_all() {
        let all = [due(1, "b@x.example"), due(2, "a@x.example"), due(3, "b@x.example")];
        let ours = Owners::only([[0; 32]]);
        let groups = |due, to: &[String]| groups(due, &ours, to, "postmaster@x.example");
        let told: Vec<(String, usize)> = groups(&all, &[]).into_iter().map(|(to, changes)| (to[0].clone(), changes.len())).collect();
        assert_eq!(told, [("a@x.example".to_owned(), 1), ("b@x.example".to_owned(), 2)]);
        let to = ["admin@x.example".to_owned()];
        assert_eq!(groups(&all, &to).iter().map(|(to, changes)| (to.len(), changes.len())).collect::<Vec<_>>(), [(1, 3)]);
        assert!(groups(&[], &to).is_empty());
    }

    #[test]
    fn a_correspondent_is_never_written_to() {
        let all = [due(1, "friend@elsewhere.example"), due(2, "other@elsewhere.example")];
        let told = groups(&all, &Owners::only([]), &[], "postmaster@x.example");
        assert_eq!(
            told.iter().map(|(to, changes)| (to.join(" "), changes.len())).collect::<Vec<_>>(),
            [("postmaster@x.example".to_owned(), 2)]
        );
    }

    #[test]
    fn a_long_subject_is_folded_between_letters() {
        let text = "ルート証明書一覧の変更: 12 件の証明書が関係します";
        let folded = encoded(text);
        assert!(folded.lines().all(|line| line.len() <= 76), "{folded}");
        assert_eq!(kakitome_mime::encoded_word::decode(folded.replace("\r\n ", " ").as_bytes()), text);
    }
}
