//! Many small messages: what a container costs beside its arithmetic.

use std::process::Command;

use crate::peer::{Cost, Peer};
use crate::stage::Stage;
use crate::work;

const ROUNDS: usize = 5;

struct Row {
    name: &'static str,
    work: &'static str,
    /// The peer's name for it.
    peer: &'static str,
    input: &'static str,
    count: usize,
    required: Option<f64>,
}

/// Mails as they arrive are what counts. Containers without MIME and base64 are shown beside: there one RSA operation is most of
/// what either of the two does, so the ratio cannot leave one by much.
const ROWS: &[Row] = &[
    Row {
        name: "verify mails of 4 KB",
        work: "verify-mails",
        peer: "verify-mails",
        input: "mails-signed",
        count: crate::stage::SIGNED,
        required: Some(3.0),
    },
    Row {
        name: "verify with chain, first sight",
        work: "verify-chains",
        peer: "verify-chains",
        input: "mails-chained-signed",
        count: crate::stage::SIGNED,
        required: Some(2.5),
    },
    Row {
        name: "verify with chain, remembered",
        work: "verify-chains-remembered",
        peer: "verify-chains",
        input: "mails-chained-signed",
        count: crate::stage::SIGNED,
        required: Some(8.0),
    },
    Row {
        name: "verify DER of 4 KB",
        work: "verify-many",
        peer: "verify-many",
        input: "small-signed",
        count: crate::stage::SIGNED,
        required: None,
    },
    Row {
        name: "decrypt mails of 100 KB GCM",
        work: "decrypt-mails",
        peer: "decrypt-mails",
        input: "mails-gcm",
        count: crate::stage::ENCRYPTED,
        required: Some(2.0),
    },
    Row {
        name: "decrypt mails of 100 KB CBC",
        work: "decrypt-mails",
        peer: "decrypt-mails",
        input: "mails-cbc",
        count: crate::stage::ENCRYPTED,
        required: Some(1.6),
    },
    Row {
        name: "the same GCM, one by one",
        work: "decrypt-mails-singly",
        peer: "decrypt-mails",
        input: "mails-gcm",
        count: crate::stage::ENCRYPTED,
        required: None,
    },
    Row {
        name: "decrypt DER of 100 KB GCM",
        work: "decrypt-many",
        peer: "decrypt-many",
        input: "small-gcm",
        count: crate::stage::ENCRYPTED,
        required: None,
    },
    Row {
        name: "decrypt DER of 100 KB CBC",
        work: "decrypt-many",
        peer: "decrypt-many",
        input: "small-cbc",
        count: crate::stage::ENCRYPTED,
        required: None,
    },
];

pub(crate) fn run(stage: &Stage, peer: Option<&Peer>) {
    println!("\nmany messages in memory, RSA-2048, one thread, {} decrypted together; rates by seconds of CPU", work::BATCH);
    println!("{:<30} {:>12} {:>14} {:>7} {:>9}", "", "ours /s", "libcrypto /s", "ratio", "required");
    for row in ROWS {
        let input = stage.small(row.input);
        let certificate = if row.input.contains("chained") { stage.root() } else { stage.certificate() };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(Cost::of(Command::new(std::env::current_exe().unwrap()).args([
                work::CHILD,
                row.work,
                stage.key(),
                certificate,
                &input,
            ])));
            if let Some(peer) = peer {
                theirs.push(peer.run(&[row.peer, stage.key(), certificate, &input]));
            }
        }
        let required = row.required.map_or_else(|| "-".to_owned(), |required| format!("{required:.1}"));
        let rate = |cost: Cost| row.count as f64 / cost.seconds;
        let ours = rate(Cost::median(ours));
        if peer.is_none() {
            println!("{:<30} {ours:>12.0} {:>14} {:>7} {required:>9}", row.name, "-", "-");
            continue;
        }
        let theirs = rate(Cost::median(theirs));
        let ratio = ours / theirs;
        let missed = if row.required.is_none_or(|required| ratio >= required) { "" } else { " MISSED" };
        println!("{:<30} {ours:>12.0} {theirs:>14.0} {ratio:>7.2} {required:>9}{missed}", row.name);
    }
}
