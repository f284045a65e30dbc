//! The tasks that look and tell: who is away, what ends, what went wrong; and one mail with all that waits, not more than so many an hour.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kakitome_explain::Lang;
use kakitome_explain::alerts::{self as words, Told};
use kakitome_pki::UnixTime;
use kakitome_store::{AuthorityRole, Millis, NewAlert, Store};
use tokio::time::{Instant, sleep};

use super::away::{Away, Change};
use super::expiry;
use crate::alarms::Alarm;
use crate::config::Language;
use crate::state::{Live, State};
use crate::telling::letter;
use crate::telling::own_mail::{self, OwnMail};

/// How often it is looked whether something is to be told.
const ROUND: Duration = Duration::from_secs(1);
/// How often certificates are looked at.
const CERTIFICATES: Duration = Duration::from_secs(3600);
/// Between two tries of a mail that neither outbox nor next hop took.
const AGAIN: Duration = Duration::from_secs(60);
/// Alerts of one mail.
const MOST_IN_MAIL: u32 = 50;
/// The same trouble of the outbox is told once in this time.
const ALARM_EVERY: Duration = Duration::from_secs(3600);
const HOUR: i64 = 3_600_000;

/// What may be away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    Keyholder,
    NextHop,
}

impl Whom {
    const fn kinds(self) -> [&'static str; 2] {
        match self {
            Self::Keyholder => ["keyholder-down", "keyholder-back"],
            Self::NextHop => ["next-hop-down", "next-hop-back"],
        }
    }

    /// Several looks within the time after which it is told; never so many that they are a burden.
    fn pause(self, patience: Duration) -> Duration {
        let longest = match self {
            Self::Keyholder => Duration::from_secs(15),
            Self::NextHop => Duration::from_secs(60),
        };
        (patience / 5).clamp(Duration::from_millis(200), longest)
    }

    async fn look(self, state: &State, live: &Live) -> Result<(), String> {
        match self {
            Self::Keyholder => state.keyholder.is_there().await,
            Self::NextHop => letter::reach(&live.settings).await,
        }
    }
}

/// Looks and tells until it is aborted.
pub(crate) async fn run(state: Arc<State>) {
    tokio::join!(watch(&state, Whom::Keyholder), watch(&state, Whom::NextHop), tell(&state));
}

async fn watch(state: &State, whom: Whom) {
    let [down, _] = whom.kinds();
    let mut away: Option<Away> = None;
    loop {
        let live = state.live();
        let alerts = &live.settings.alerts;
        sleep(whom.pause(alerts.after)).await;
        if alerts.to.is_empty() {
            away = None;
            continue;
        }
        let seen = whom.look(state, &live).await;
        let known = match away {
            Some(known) => known,
            None => match told_before(&state.store, whom).await {
                Ok(known) => known,
                Err(error) => {
                    tracing::error!(%error, "what was told before cannot be read");
                    continue;
                }
            },
        };
        let known = away.insert(known);
        let now = Millis::now();
        let Some(change) = known.look(now, seen.is_ok(), alerts.after) else { continue };
        let alert = of_change(whom, &change, now, &seen, &live);
        if alert.kind == down {
            tracing::error!(kind = alert.kind, why = seen.err(), "it is told by mail");
        } else {
            tracing::info!(kind = alert.kind, "it is told by mail");
        }
        raise(&state.store, &[alert]).await;
    }
}

async fn told_before(store: &Store, whom: Whom) -> Result<Away, kakitome_store::Error> {
    let [down, _] = whom.kinds();
    let newest = store.newest_alert_of(whom.kinds()).await?.filter(|newest| newest.alert.kind == down);
    let since = newest.and_then(|newest| newest.alert.facts.get("since")?.parse().ok()).map(Millis::from_seconds);
    Ok(Away::told_before(since))
}

fn of_change(whom: Whom, change: &Change, now: Millis, seen: &Result<(), String>, live: &Live) -> NewAlert {
    let [down, back] = whom.kinds();
    let (kind, since) = match change {
        Change::Down { since } => (down, *since),
        Change::Back { since } => (back, *since),
    };
    let alert = NewAlert::new(kind, &since.seconds().to_string()).with("since", since.seconds()).with("at", now.seconds());
    let alert = match whom {
        Whom::Keyholder => alert,
        Whom::NextHop => alert.with("hop", format!("{}:{}", live.settings.next_hop.address, live.settings.next_hop.port)),
    };
    match seen {
        Ok(()) => alert,
        Err(why) => alert.with("why", why),
    }
}

async fn raise(store: &Store, all: &[NewAlert]) {
    if let Err(error) = store.raise_alerts(all, Millis::now()).await {
        tracing::error!(%error, "what is to be told could not be kept");
    }
}

async fn tell(state: &State) {
    let mut certificates = Instant::now();
    let mut not_before = Instant::now();
    let mut alarms: HashMap<&'static str, Instant> = HashMap::new();
    let mut full = false;
    let mut unwritten = Vec::new();
    loop {
        sleep(ROUND).await;
        let live = state.live();
        if live.settings.alerts.to.is_empty() {
            continue;
        }
        take_alarms(state, &mut alarms).await;
        if Instant::now() >= certificates {
            certificates = Instant::now() + CERTIFICATES;
            look_at_certificates(state, &live).await;
        }
        if Instant::now() < not_before {
            continue;
        }
        match send_what_is_due(state, &live, &mut unwritten).await {
            Ok(Sent::Full) if !full => {
                full = true;
                tracing::warn!(per_hour = live.settings.alerts.per_hour, "alerts wait: there were enough mails in this hour");
            }
            Ok(Sent::Full) => {}
            Ok(Sent::Nothing | Sent::Mail) => full = false,
            Err(why) => {
                tracing::error!(why, "alerts could not be sent; they are kept and tried again");
                not_before = Instant::now() + AGAIN;
            }
        }
    }
}

async fn take_alarms(state: &State, told: &mut HashMap<&'static str, Instant>) {
    let recently = |alarm: Alarm| told.get(alarm.kind()).is_some_and(|at| at.elapsed() < ALARM_EVERY);
    let taken = state.outbox.alarms.take(|alarm| !recently(alarm));
    let now = Millis::now();
    let mut all = Vec::new();
    for (alarm, count) in taken {
        told.insert(alarm.kind(), Instant::now());
        let alert = NewAlert::new(alarm.kind(), &now.0.to_string());
        all.push(alert.with("count", count.count).with("mails", count.mails.join(", ")).with("why", count.why));
    }
    if !all.is_empty() {
        raise(&state.store, &all).await;
    }
}

async fn look_at_certificates(state: &State, live: &Live) {
    let found = async {
        let mut authorities = Vec::new();
        for role in [AuthorityRole::Root, AuthorityRole::Issuing] {
            authorities.extend(state.store.authority(role).await?);
        }
        Ok::<_, kakitome_store::Error>((state.store.identities().await?, authorities))
    };
    match found.await {
        Ok((identities, authorities)) => {
            let all = expiry::alerts(&identities, &authorities, &live.settings, UnixTime(Millis::now().seconds()));
            raise(&state.store, &all).await;
        }
        Err(error) => tracing::error!(%error, "certificates cannot be looked at"),
    }
}

enum Sent {
    Nothing,
    Mail,
    Full,
}

/// `unwritten`: alerts that were sent and could not be marked so. They are marked before anything else is sent: a database that can be read
/// and not written would have them sent every minute.
async fn send_what_is_due(state: &State, live: &Live, unwritten: &mut Vec<i64>) -> Result<Sent, String> {
    let said = |error: kakitome_store::Error| error.to_string();
    if !unwritten.is_empty() {
        state.store.alerts_told(unwritten, Millis::now()).await.map_err(said)?;
        unwritten.clear();
    }
    let due = state.store.alerts_due(MOST_IN_MAIL).await.map_err(said)?;
    if due.is_empty() {
        return Ok(Sent::Nothing);
    }
    let alerts = &live.settings.alerts;
    let now = Millis::now();
    if state.store.alert_mails_since(Millis(now.0.saturating_sub(HOUR))).await.map_err(said)? >= alerts.per_hour {
        return Ok(Sent::Full);
    }
    let told: Vec<Told<'_>> = due.iter().map(|one| Told { kind: &one.alert.kind, facts: &one.alert.facts }).collect();
    let written = words::mail(&told, &live.settings.hostname, languages(alerts.language));
    let mail = OwnMail {
        from: &alerts.from,
        to: &alerts.to,
        subject: &written.subject,
        body: &written.body,
        about: None,
        null_sender: false,
        reason: "gateway.alert",
    };
    own_mail::send(state, live, &mail).await?;
    tracing::info!(alerts = due.len(), to = alerts.to.len(), "told by mail");
    unwritten.extend(due.iter().map(|one| one.id));
    state.store.alerts_told(unwritten, Millis::now()).await.map_err(said)?;
    unwritten.clear();
    Ok(Sent::Mail)
}

/// In the order in which they stand in the mail.
pub(crate) const fn languages(language: Language) -> &'static [Lang] {
    match language {
        Language::Both => &[Lang::Ja, Lang::En],
        Language::Ja => &[Lang::Ja],
        Language::En => &[Lang::En],
    }
}
