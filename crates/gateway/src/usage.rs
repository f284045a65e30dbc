//! By which door accounts hand in mail, and with which program as far as it tells: gathered in memory when a session ends and written now
//! and then, off the way of any mail. What is lost with the process are the last seconds of a statistic.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kakitome_clients::recognised;
use kakitome_mime::Message;
use kakitome_store::{DoorUse, Millis, Store, Way};
use kakitome_wire::Safe;

/// From one write to the next. Own: a report is of days, and one transaction in ten seconds costs nothing.
const EVERY: Duration = Duration::from_secs(10);
/// Rows that are gathered between two writes; further ones are not counted. Own: 300 bytes each, 3 MB at most.
const MOST: usize = 10_000;
/// What a program calls itself is kept up to so many characters. Own: the longest of the corpus has 96.
const SAID: usize = 120;
/// Without a session for so long, a row is forgotten: longer than the longest series of notices. Own: 13 months.
const KEPT_DAYS: i64 = 396;
/// How often that is looked at.
const DAY: Duration = Duration::from_hours(24);
/// Who does not tell.
const UNKNOWN: &str = "unknown";

type Key = (String, Way, u16, &'static str);

/// What was seen since the last write.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    seen: Mutex<Gathered>,
}

#[derive(Debug, Default)]
struct Gathered {
    rows: HashMap<Key, Seen>,
    /// Sessions for which there was no room.
    uncounted: u64,
}

#[derive(Debug)]
struct Seen {
    said: Option<String>,
    first: Millis,
    last: Millis,
    sessions: u64,
}

/// What a mail says of the program that made it: `User-Agent` (RFC 5536 3.2.13), else `X-Mailer`. Nothing else of it is looked at.
pub(crate) fn said(mail: &Message) -> Option<String> {
    let header = &mail.root.header;
    let field = header.first("User-Agent").or_else(|| header.first("X-Mailer"))?;
    let text = Safe(&field.unfolded()).to_string();
    let short: String = text.trim().chars().take(SAID).collect();
    (!short.is_empty()).then_some(short)
}

impl Usage {
    /// A session of somebody who had logged in has ended: what it said of its program, in a mail and in EHLO.
    pub(crate) fn note(&self, account: &str, way: Way, port: u16, said: Option<&String>, hello: &str) {
        let program = recognised(said.map(String::as_str), hello).map_or(UNKNOWN, |program| program.id.as_str());
        self.add((account.to_lowercase(), way, port, program), said.cloned(), Millis::now());
    }

    fn add(&self, key: Key, said: Option<String>, now: Millis) {
        let mut gathered = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if gathered.rows.len() >= MOST && !gathered.rows.contains_key(&key) {
            gathered.uncounted = gathered.uncounted.saturating_add(1);
            return;
        }
        let seen = gathered.rows.entry(key).or_insert(Seen { said: None, first: now, last: now, sessions: 0 });
        seen.said = said.or(seen.said.take());
        seen.last = now;
        seen.sessions = seen.sessions.saturating_add(1);
    }

    /// Writes what was gathered; on a fault it is gathered again.
    pub(crate) async fn write(&self, store: &Store) {
        let (rows, uncounted) = {
            let mut gathered = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut gathered.rows), std::mem::take(&mut gathered.uncounted))
        };
        if uncounted > 0 {
            tracing::warn!(uncounted, "sessions were not counted for the report on STARTTLS: too many accounts at once");
        }
        if rows.is_empty() {
            return;
        }
        let uses: Vec<DoorUse> = rows
            .into_iter()
            .map(|((account, way, port, program), seen)| DoorUse {
                account,
                way,
                port,
                program: program.to_owned(),
                said: seen.said,
                first: seen.first,
                last: seen.last,
                sessions: seen.sessions,
            })
            .collect();
        if let Err(error) = store.keep_door_uses(&uses).await {
            tracing::error!(%error, rows = uses.len(), "which doors accounts use cannot be written down; it is tried again");
            self.take_back(uses);
        }
    }

    fn take_back(&self, uses: Vec<DoorUse>) {
        let mut gathered = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for one in uses {
            let program = recognised_word(&one.program);
            let key = (one.account, one.way, one.port, program);
            let full = gathered.rows.len() >= MOST;
            match gathered.rows.get_mut(&key) {
                Some(seen) => {
                    seen.first = seen.first.min(one.first);
                    seen.sessions = seen.sessions.saturating_add(one.sessions);
                }
                None if full => gathered.uncounted = gathered.uncounted.saturating_add(one.sessions),
                None => {
                    gathered.rows.insert(key, Seen { said: one.said, first: one.first, last: one.last, sessions: one.sessions });
                }
            }
        }
    }
}

/// The word that lives as long as the program.
fn recognised_word(id: &str) -> &'static str {
    kakitome_clients::submitter(id).map_or(UNKNOWN, |program| program.id.as_str())
}

/// Writes every now and then, and forgets what is old.
pub(crate) async fn keep(usage: Arc<Usage>, store: Store) {
    let mut until_forgetting = Duration::ZERO;
    loop {
        if until_forgetting.is_zero() {
            until_forgetting = DAY;
            let before = Millis(Millis::now().0.saturating_sub(KEPT_DAYS.saturating_mul(86_400_000)));
            if let Err(error) = store.forget_door_uses(before).await {
                tracing::error!(%error, "old rows of the report on STARTTLS cannot be forgotten");
            }
        }
        tokio::time::sleep(EVERY).await;
        until_forgetting = until_forgetting.saturating_sub(EVERY);
        usage.write(&store).await;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use kakitome_mime::Limits;

    use super::*;

    fn of(head: &str) -> Option<String> {
        said(&Message::from_bytes(format!("{head}From: a@x.jp\r\n\r\nUser-Agent: not this\r\n").as_bytes(), &Limits::default()).unwrap())
    }

    #[test]
    fn a_program_is_read_from_its_own_fields_alone_and_shortened() {
        assert_eq!(of("X-Mailer: Becky! ver. 2.75.04 [ja]\r\n").as_deref(), Some("Becky! ver. 2.75.04 [ja]"));
        assert_eq!(of("X-Mailer: b\r\nUser-Agent: Mozilla\r\n Thunderbird\r\n").as_deref(), Some("Mozilla Thunderbird"));
        assert_eq!(of("User-Agent:  \r\n"), None);
        assert_eq!(of("Subject: User-Agent\r\n"), None);
        assert!(of(&format!("X-Mailer: {}\r\n", "長".repeat(500))).unwrap().chars().count() <= SAID);
        assert!(!of("X-Mailer: a\u{1b}[2Jb\r\n").unwrap().contains('\u{1b}'));
    }

    #[test]
    fn what_is_gathered_is_bounded() {
        let usage = Usage::default();
        for number in 0..MOST + 5 {
            usage.add((format!("a{number}@x.example"), Way::Starttls, 587, UNKNOWN), None, Millis(1));
        }
        usage.add(("a0@x.example".to_owned(), Way::Starttls, 587, UNKNOWN), Some("x".to_owned()), Millis(2));
        let gathered = usage.seen.lock().unwrap();
        assert_eq!((gathered.rows.len(), gathered.uncounted), (MOST, 5));
        let first = &gathered.rows[&("a0@x.example".to_owned(), Way::Starttls, 587, UNKNOWN)];
        assert_eq!((first.sessions, first.last, first.said.as_deref()), (2, Millis(2), Some("x")));
    }
}
