//! A person whose signed mail went to a carrier's address is told what may happen there: once in a while for each domain, never a program,
//! never anybody but an identity of ours that has signed (design, section 5). The note has no sender in its envelope and says that a machine
//! wrote it (RFC 3834), so that it begins no loop.

use std::collections::HashMap;
use std::sync::Arc;

use kakitome_explain::alerts::{self as words, CarrierNote};
use kakitome_pki::UnixTime;
use kakitome_store::Millis;

use crate::config::Senders;
use crate::notes::Note;
use crate::state::{Live, State};
use crate::telling::alerts::languages;
use crate::telling::own_mail::{self, OwnMail};

/// Local parts of senders that nobody reads, or that are programs; what follows `+`, `-`, `_` or `=` does not matter.
const NOBODY: [&str; 12] = [
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "bounces",
    "nobody",
    "root",
];
/// Turns that are remembered, so that the store is not asked for each mail.
const MOST_REMEMBERED: usize = 10_000;
const DAY: u64 = 86_400;

/// Tells senders until it is aborted.
pub(crate) async fn run(state: Arc<State>) {
    // Until when a sender is not told of a domain.
    let mut told: HashMap<(String, String), i64> = HashMap::new();
    while let Some(note) = state.notes.next().await {
        let live = state.live();
        let senders = &live.settings.senders;
        if !senders.tell_of_carriers || is_automatic(&note, senders) {
            continue;
        }
        let again = i64::try_from(senders.again.as_millis()).unwrap_or(i64::MAX);
        let mut turns = Vec::new();
        for domain in domains(&note.fragile) {
            let key = (note.identity.clone(), domain.clone());
            if told.get(&key).is_some_and(|until| note.at.0 < *until) {
                continue;
            }
            match state.store.may_tell_sender(&note.identity, &domain, note.at, Millis(note.at.0.saturating_sub(again))).await {
                Ok(turn) => {
                    if told.len() >= MOST_REMEMBERED {
                        told.clear();
                    }
                    // Without a turn it was told some time within the last days: asked again in an hour at the earliest.
                    let until = note.at.0.saturating_add(if turn { again } else { again.min(3_600_000) });
                    told.insert(key, until);
                    turns.extend(turn.then_some(domain));
                }
                Err(error) => tracing::error!(%error, "whether a sender was told cannot be read"),
            }
        }
        if turns.is_empty() {
            continue;
        }
        if let Err(why) = tell(&state, &live, &note, &turns).await {
            tracing::warn!(sender = note.identity, why, "a sender could not be told of carriers' recipients");
            for domain in turns {
                told.remove(&(note.identity.clone(), domain.clone()));
                if let Err(error) = state.store.sender_not_told(&note.identity, &domain).await {
                    tracing::error!(%error, "that a sender was not told cannot be kept");
                }
            }
        }
    }
}

async fn tell(state: &State, live: &Live, note: &Note, domains: &[String]) -> Result<(), String> {
    let senders = &live.settings.senders;
    let facts = CarrierNote {
        sender: &note.identity,
        domains,
        hostname: &live.settings.hostname,
        message_id: note.message_id.as_deref(),
        at: UnixTime(note.at.seconds()),
        days: senders.again.as_secs() / DAY,
    };
    let written = words::carriers(&facts, languages(senders.language));
    let mail = OwnMail {
        from: &senders.from,
        to: std::slice::from_ref(&note.identity),
        subject: &written.subject,
        body: &written.body,
        about: note.message_id.as_deref(),
        null_sender: true,
        reason: "gateway.carrier-note",
    };
    own_mail::send(state, live, &mail).await
}

/// Whether nobody would read it: the envelope has no sender or another one than `From`, the local part says so, or the settings do.
fn is_automatic(note: &Note, senders: &Senders) -> bool {
    let local = note.identity.rsplit_once('@').map_or(note.identity.as_str(), |(local, _)| local).to_ascii_lowercase();
    let named = |name: &&str| {
        local
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['+', '-', '_', '=', '.']) || rest.bytes().all(|b| b.is_ascii_digit()))
    };
    !note.sender.eq_ignore_ascii_case(&note.identity)
        || NOBODY.iter().any(named)
        || note.identity.eq_ignore_ascii_case(&senders.from)
        || senders.automatic.iter().any(|pattern| pattern.matches(&note.identity))
}

/// Domains of these recipients, each once, in lower case.
fn domains(recipients: &[String]) -> Vec<String> {
    let mut all: Vec<String> =
        recipients.iter().filter_map(|to| to.rsplit_once('@')).map(|(_, domain)| domain.to_ascii_lowercase()).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::config::Settings;

    fn senders(more: &str) -> Senders {
        let text = format!(
            "hostname = \"gw.example\"\n[[network]]\nname = \"n\"\naddresses = [\"10.0.0.0/8\"]\n[[listener]]\nkind = \"relay\"\n\
             address = \"127.0.0.1:0\"\nnetworks = [\"n\"]\n[next-hop]\naddress = \"mx\"\n[senders]\n{more}"
        );
        Settings::from_text(&text, std::path::Path::new("x.toml")).unwrap().senders
    }

    #[test]
    fn only_people_are_told() {
        let of = |identity: &str, sender: &str| Note {
            identity: identity.to_owned(),
            sender: sender.to_owned(),
            fragile: Vec::new(),
            message_id: None,
            at: Millis(0),
        };
        let usual = senders("");
        for address in ["boss@bank.example", "rootabaga@bank.example", "no.reply.is.needed@bank.example", "norepl@bank.example"] {
            assert!(!is_automatic(&of(address, address), &usual), "{address}");
        }
        assert!(!is_automatic(&of("boss@bank.example", "Boss@Bank.example"), &usual));
        for address in [
            "noreply@b.example",
            "No-Reply@b.example",
            "noreply+x@b.example",
            "noreply2@b.example",
            "do-not-reply@b.example",
            "postmaster@b.example",
            "root@b.example",
        ] {
            assert!(is_automatic(&of(address, address), &usual), "{address}");
        }
        assert!(is_automatic(&of("boss@bank.example", ""), &usual), "the null sender");
        assert!(is_automatic(&of("boss@bank.example", "bounce+1@bank.example"), &usual), "VERP");
        let named = senders("automatic = [\"@app.example\", \"boss@bank.example\"]\nfrom = \"help@bank.example\"\n");
        for address in ["x@app.example", "boss@bank.example", "help@bank.example"] {
            assert!(is_automatic(&of(address, address), &named), "{address}");
        }
    }

    #[test]
    fn a_domain_is_one_however_it_is_written() {
        let to = ["a@docomo.ne.jp", "b@DOCOMO.ne.jp", "c@au.com", "none"].map(str::to_owned);
        assert_eq!(domains(&to), ["au.com", "docomo.ne.jp"]);
    }
}
