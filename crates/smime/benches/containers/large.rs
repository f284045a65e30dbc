//! One content of 200 MB: seconds of CPU beside the floor, and the peak of memory.

use std::process::Command;

use crate::peer::{Cost, Peer};
use crate::stage::Stage;
use crate::work;

const ROUNDS: usize = 5;
/// 16 MB of memory at most, whatever the content.
const PEAK_MIB: f64 = 16.0;

/// One operation: what we do, what libcrypto does, and the floor it is measured by.
struct Row {
    name: &'static str,
    ours: &'static str,
    theirs: &'static str,
    floor: &'static str,
    input: &'static str,
    allowed: f64,
}

const ROWS: &[Row] = &[
    Row { name: "sign", ours: "sign", theirs: "sign", floor: "hash", input: "content", allowed: 1.6 },
    Row { name: "verify", ours: "verify", theirs: "verify", floor: "hash", input: "signed", allowed: 1.6 },
    Row { name: "encrypt CBC", ours: "encrypt-cbc", theirs: "encrypt-cbc", floor: "cbc-encrypt", input: "content", allowed: 1.6 },
    Row { name: "encrypt GCM", ours: "encrypt-gcm", theirs: "encrypt-gcm", floor: "gcm-encrypt", input: "content", allowed: 1.6 },
    Row { name: "decrypt CBC", ours: "decrypt", theirs: "decrypt", floor: "cbc-decrypt", input: "cbc", allowed: 2.5 },
    Row { name: "decrypt GCM", ours: "decrypt", theirs: "decrypt", floor: "gcm-decrypt", input: "gcm", allowed: 2.5 },
];

pub(crate) fn run(stage: &Stage, peer: Option<&Peer>) {
    println!(
        "\none content of {} MB; the floor is libcrypto hashing or ciphering the same file without a container",
        crate::stage::LARGE / 1_000_000
    );
    println!(
        "{:<12} {:>9} {:>9} {:>7} {:>9} {:>10}   {:>9} {:>10}",
        "", "floor s", "ours s", "ratio", "allowed", "peak MiB", "libcrypto", "peak MiB"
    );
    for row in ROWS {
        let input = stage.large(row.input);
        let (mut floor, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        // Interleaved, so that whatever else the machine does falls on all three alike.
        for _ in 0..ROUNDS {
            ours.push(Cost::of(Command::new(std::env::current_exe().unwrap()).args([
                work::CHILD,
                row.ours,
                stage.key(),
                stage.certificate(),
                &input,
            ])));
            if let Some(peer) = peer {
                floor.push(peer.run(&[row.floor, &input]));
                theirs.push(peer.run(&[row.theirs, stage.key(), stage.certificate(), &input]));
            }
        }
        let ours = Cost::median(ours);
        let memory = if ours.peak_mib < PEAK_MIB { "" } else { " TOO MUCH" };
        if peer.is_none() {
            println!("{:<12} {:>9} {:>9.3} {:>7} {:>9.1} {:>10.1}{memory}", row.name, "-", ours.seconds, "-", row.allowed, ours.peak_mib);
            continue;
        }
        let (floor, theirs) = (Cost::median(floor), Cost::median(theirs));
        let ratio = ours.seconds / floor.seconds;
        let missed = if ratio <= row.allowed { "" } else { " MISSED" };
        println!(
            "{:<12} {:>9.3} {:>9.3} {ratio:>7.2} {:>9.1} {:>10.1}   {:>9.3} {:>10.1}{memory}{missed}",
            row.name, floor.seconds, ours.seconds, row.allowed, ours.peak_mib, theirs.seconds, theirs.peak_mib
        );
    }
}
