//! The page of numbers: what was counted, and what is asked of the rest of the gateway at this moment.

use std::sync::atomic::Ordering;
use std::time::UNIX_EPOCH;

use kakitome_store::Millis;

use super::exposition::Exposition;
use crate::ciphered::Ciphered;
use crate::counts::{DECISIONS, KINDS, SentAway};
use crate::state::State;

/// Identities whose certificates are shown, soonest to expire first; the rest is only counted.
const MOST_IDENTITIES: u32 = 1_000;

/// Writes it.
pub(super) async fn write(state: &State) -> String {
    let mut page = Exposition::default();
    process(&mut page, state);
    mails(&mut page, state);
    connections(&mut page, state);
    outbox(&mut page, state).await;
    neighbours(&mut page, state);
    identities(&mut page, state).await;
    page.into_text()
}

fn process(page: &mut Exposition, state: &State) {
    let metrics = &state.metrics;
    page.gauge("kakitome_build_info", "The version that runs.").sample(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    let started = metrics.started.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    page.gauge("process_start_time_seconds", "When this gateway began, in seconds since 1970.").sample(&[], started);
    if let Some((resident, seconds)) = of_process() {
        page.gauge("process_resident_memory_bytes", "Memory in use.").sample(&[], resident);
        page.counter("process_cpu_seconds_total", "Time on the processors.").sample(&[], seconds);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        page.gauge("process_open_fds", "Open file descriptors.").sample(&[], open.count());
    }
    if let Some(most) = rustix::process::getrlimit(rustix::process::Resource::Nofile).current {
        page.gauge("process_max_fds", "File descriptors that may be open.").sample(&[], most);
    }
    page.gauge("kakitome_switched_off", "1: mail passes as it comes (`kakitome off`).").sample(&[], u8::from(state.is_off()));
    let lost = metrics.lost_lines.load(Ordering::Relaxed);
    page.counter("kakitome_log_lines_lost_total", "Log lines that nobody took.").sample(&[], lost);
}

/// Resident bytes and seconds on the processors (proc(5)).
fn of_process() -> Option<(u64, f64)> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").ok()?.split_whitespace().nth(1)?.parse().ok()?;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold anything; what follows its last parenthesis does not.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    #[allow(clippy::cast_precision_loss, reason = "ticks of a process's life fit")]
    let seconds = (user + system) as f64 / rustix::param::clock_ticks_per_second() as f64;
    Some((pages.saturating_mul(rustix::param::page_size() as u64), seconds))
}

fn mails(page: &mut Exposition, state: &State) {
    let metrics = &state.metrics;
    let doors = || KINDS.iter().map(|kind| kind.word()).zip(&metrics.doors);
    let mut family = page.counter("kakitome_mails_total", "Mails that were answered, by door and by what became of them.");
    for (door, counts) in doors() {
        for (decision, counter) in DECISIONS.iter().zip(&counts.mails) {
            family.sample(&[("door", door), ("outcome", decision.as_str())], counter.value());
        }
    }
    let mut family = page.counter("kakitome_mails_not_accepted_total", "Mails that were refused or deferred, by reason.");
    for (reason, count) in metrics.reasons() {
        family.sample(&[("reason", reason)], count);
    }
    let mut family = page.counter("kakitome_mails_encrypted_total", "Mails of which somebody was to get ciphertext, by what came of it.");
    for (came, counter) in Ciphered::EVERY.iter().zip(&metrics.ciphered) {
        family.sample(&[("outcome", came.word())], counter.value());
    }
    let mut family = page.counter("kakitome_mail_bytes_total", "Octets of mails as they came.");
    for (door, counts) in doors() {
        family.sample(&[("door", door)], counts.bytes.value());
    }
    let mut family = page.counter("kakitome_recipients_total", "Recipients of those mails.");
    for (door, counts) in doors() {
        family.sample(&[("door", door)], counts.recipients.value());
    }
    let mut family = page.histogram("kakitome_mail_seconds", "From the end of a mail's content to its answer.");
    for (door, counts) in doors() {
        family.durations(&[("door", door)], &counts.seconds);
    }
    page.counter("kakitome_contents_faulty_total", "Contents that broke the protocol or a limit, or could not be kept.")
        .sample(&[], metrics.faulty_contents.value());
    page.counter("kakitome_over_allowance_total", "Mails and recipients beyond what a client, login or identity may send in an hour.")
        .sample(&[], metrics.over_allowance.value());
}

fn connections(page: &mut Exposition, state: &State) {
    let metrics = &state.metrics;
    let mut family = page.counter("kakitome_connections_total", "Clients that came in.");
    for (kind, counts) in KINDS.iter().zip(&metrics.doors) {
        family.sample(&[("door", kind.word())], counts.connections.value());
    }
    let mut family = page.gauge("kakitome_connections", "Clients that are there.");
    for (kind, counts) in KINDS.iter().zip(&metrics.doors) {
        let ended = counts.ended.value();
        family.sample(&[("door", kind.word())], counts.connections.value().saturating_sub(ended));
    }
    let mut family = page.counter("kakitome_sent_away_total", "Clients that were sent away at the greeting.");
    for (why, counter) in SentAway::ALL.iter().zip(&metrics.sent_away) {
        family.sample(&[("why", why.word())], counter.value());
    }
    let (good, wrong, unchecked) = state.guard.counts();
    let mut family = page.counter("kakitome_logins_total", "Logins.");
    family.sample(&[("result", "good")], good).sample(&[("result", "wrong")], wrong).sample(&[("result", "unchecked")], unchecked);
}

async fn outbox(page: &mut Exposition, state: &State) {
    let (mails, bytes, oldest) = {
        let queue = state.outbox.queue();
        (queue.len(), queue.bytes(), queue.oldest())
    };
    let age = oldest.map_or(0, |born| state.outbox.spool.now().saturating_sub(born));
    page.gauge("kakitome_outbox_owned", "1: this gateway hands on what is in the outbox.").sample(&[], u8::from(state.outbox.spool.owns()));
    page.gauge("kakitome_outbox_mails", "Mails that wait.").sample(&[], mails);
    page.gauge("kakitome_outbox_bytes", "Octets of their files.").sample(&[], bytes);
    page.gauge("kakitome_outbox_oldest_seconds", "Age of the oldest.").sample(&[], age);
    let outbox = state.outbox.clone();
    if let Ok(Ok(aside)) = tokio::task::spawn_blocking(move || outbox.spool.quarantined()).await {
        page.gauge("kakitome_outbox_quarantined", "Mails that were put aside.").sample(&[], aside.len());
    }
    if let Ok(room) = state.outbox.spool.room() {
        page.gauge("kakitome_outbox_free_bytes", "Octets that are free on its disk.").sample(&[], room);
    }
    let metrics = &state.metrics;
    let mut family = page.counter("kakitome_outbox_tries_total", "Tries to hand a mail on, by how they ended.");
    family.sample(&[("result", "done")], metrics.outbox_done.value());
    family.sample(&[("result", "later")], metrics.outbox_later.value());
    family.sample(&[("result", "put-aside")], metrics.outbox_aside.value());
}

fn neighbours(page: &mut Exposition, state: &State) {
    let hop = &state.metrics.hop;
    let mut family =
        page.gauge("kakitome_next_hop_up", "Whether the last connection to the next hop could be opened; absent: none was tried.");
    if let Some(up) = hop.up() {
        family.sample(&[], u8::from(up));
    }
    let mut family = page.counter("kakitome_next_hop_connections_total", "Connections to the next hop.");
    family.sample(&[("result", "opened")], hop.opened.value()).sample(&[("result", "failed")], hop.failed.value());
    let keyholder = &state.metrics.keyholder;
    let mut family = page.counter("kakitome_keyholder_calls_total", "Questions to the keyholder, by its answer.");
    family.sample(&[("result", "good")], keyholder.good.value());
    family.sample(&[("result", "away")], keyholder.away.value());
    family.sample(&[("result", "refused")], keyholder.refused.value());
    page.histogram("kakitome_keyholder_seconds", "From a question to its answer.").durations(&[], &keyholder.seconds);
    let trouble = u8::from(state.journal.trouble().is_some());
    page.gauge("kakitome_journal_trouble", "1: the journal cannot be written; mail gets 451.").sample(&[], trouble);
}

async fn identities(page: &mut Exposition, state: &State) {
    let found = match state.store.expiries(MOST_IDENTITIES).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "the database does not say when certificates expire");
            return;
        }
    };
    let mut family = page.gauge("kakitome_certificate_expiry_seconds", "When an identity's certificate expires, in seconds since 1970.");
    for (address, expiry) in &found.soonest {
        family.sample(&[("identity", address.as_str())], expiry.seconds());
    }
    page.gauge("kakitome_identities", "Identities that can sign.").sample(&[], found.count);
    let now = Millis::now();
    let expired = found.soonest.iter().filter(|(_, expiry)| *expiry < now).count();
    page.gauge("kakitome_certificates_expired", "Those of them that are shown whose certificate has expired.").sample(&[], expired);
}
