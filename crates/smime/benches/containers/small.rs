//! Many small messages: what a container costs beside its arithmetic.

use std::process::Command;

use crate::peer::{Cost, Peer};
use crate::stage::Stage;
use crate::work;

const ROUNDS: usize = 5;

struct Row {
    name: &'static str,
    work: &'static str,
    input: &'static str,
    count: usize,
    required: f64,
}

const ROWS: &[Row] = &[
    Row { name: "verify 4 KB", work: "verify-many", input: "small-signed", count: crate::stage::SIGNED, required: 3.0 },
    Row { name: "decrypt 100 KB GCM", work: "decrypt-many", input: "small-gcm", count: crate::stage::ENCRYPTED, required: 2.0 },
    Row { name: "decrypt 100 KB CBC", work: "decrypt-many", input: "small-cbc", count: crate::stage::ENCRYPTED, required: 1.6 },
];

pub(crate) fn run(stage: &Stage, peer: Option<&Peer>) {
    println!("\nmany messages in memory, RSA-2048, one thread");
    println!("{:<20} {:>12} {:>14} {:>7} {:>9}", "", "ours /s", "libcrypto /s", "ratio", "required");
    for row in ROWS {
        let input = stage.small(row.input);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(Cost::of(Command::new(std::env::current_exe().unwrap()).args([
                work::CHILD,
                row.work,
                stage.key(),
                stage.certificate(),
                &input,
            ])));
            if let Some(peer) = peer {
                theirs.push(peer.run(&[row.work, stage.key(), stage.certificate(), &input]));
            }
        }
        let rate = |cost: Cost| row.count as f64 / cost.seconds;
        let ours = rate(Cost::median(ours));
        if peer.is_none() {
            println!("{:<20} {ours:>12.0} {:>14} {:>7} {:>9.1}", row.name, "-", "-", row.required);
            continue;
        }
        let theirs = rate(Cost::median(theirs));
        let ratio = ours / theirs;
        let missed = if ratio >= row.required { "" } else { " MISSED" };
        println!("{:<20} {ours:>12.0} {theirs:>14.0} {ratio:>7.2} {:>9.1}{missed}", row.name, row.required);
    }
}
