//! How much of the disk a mail takes at most, before its first octet is written: its file has every content sealed, the records beside them,
//! and a record of each try behind them.

use std::io;

use super::frame::{CHUNK, FRAME_HEAD};
use super::record::{Envelope, Treatment};

/// What a sealed frame has beside its content: nonce and tag.
const SEAL: u64 = 28;
/// The beginning of a file with the longest wrapping of a data key, and the record that ends the mail.
const BESIDE: u64 = 2 * 1024;
/// What is written down of each recipient: its fate with the next hop's answer (RFC 5321 4.5.3.1.5: 512 octets). Each try writes all of them
/// anew behind the last record; most mails need one.
const FATE: u64 = 1024;
/// A file takes whole blocks.
const BLOCK: u64 = 4096;

/// Octets that the file of a mail takes, or a little more. `parts`: who gets what, and how long it is at most.
///
/// # Errors
/// The records cannot be written.
pub fn room_for<'a>(envelope: &Envelope, parts: impl Iterator<Item = (&'a Treatment, u64)>) -> io::Result<u64> {
    let mut room = BESIDE + record(serde_json::to_vec(envelope)?.len());
    for (treatment, content) in parts {
        let frames = content.div_ceil(CHUNK as u64) + 1;
        let fates = FATE.saturating_mul(treatment.recipients.len() as u64);
        let beside = record(serde_json::to_vec(treatment)?.len()) + fates + frames.saturating_mul(FRAME_HEAD + SEAL);
        room = room.saturating_add(content).saturating_add(beside);
    }
    Ok(room.div_ceil(BLOCK).saturating_mul(BLOCK))
}

const fn record(plain: usize) -> u64 {
    plain as u64 + FRAME_HEAD + SEAL
}
