//! `[outbox]` as written: where mail waits that was taken before the next hop had it, how long, how much. Enforces nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[outbox]`: mail that was acknowledged and is not yet handed on. Synced to the disk, encrypted under a data key of the keyholder.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutboxConfig {
    /// Its folder, on a disk that keeps what it was told to keep. One gateway works in it. Default `outbox`.
    pub folder: Spanned<String>,
    /// Pause after the first try that failed; it doubles. Default 60 seconds (Postfix: 300).
    pub first_pause_seconds: Spanned<u64>,
    /// Longest pause. Default 3,600 seconds (Postfix: 4,000).
    pub longest_pause_seconds: Spanned<u64>,
    /// A mail that waits longer is given up and its sender told. Default 120 hours (RFC 5321 4.5.4.1: at least 4 to 5 days).
    pub lifetime_hours: Spanned<u64>,
    /// Whoever asked for it (NOTIFY=DELAY, RFC 3461) is told once when a mail has waited so long. Default 4 hours.
    pub delay_hours: Spanned<u64>,
    /// Most mails that are being handed on at once. Default 20 (Postfix: 20 for one destination).
    pub connections: Spanned<u64>,
    /// Most mails in it; past it clients get 452. Default 100,000.
    pub mails: Spanned<u64>,
    /// Most bytes in it; past it clients get 452. Default 10,737,418,240 (10 GiB).
    pub bytes: Spanned<u64>,
    /// With less room than this on its disk clients get 452. Default 67,108,864 (64 MiB).
    pub free_bytes: u64,
}

impl Default for OutboxConfig {
    fn default() -> Self {
        Self {
            folder: unplaced("outbox".into()),
            first_pause_seconds: unplaced(60),
            longest_pause_seconds: unplaced(3_600),
            lifetime_hours: unplaced(120),
            delay_hours: unplaced(4),
            connections: unplaced(20),
            mails: unplaced(100_000),
            bytes: unplaced(10 * 1024 * 1024 * 1024),
            free_bytes: 64 * 1024 * 1024,
        }
    }
}
