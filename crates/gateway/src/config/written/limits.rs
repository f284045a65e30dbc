//! `[limits]` as written: every budget of the gateway with its default and its source. Enforces nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[limits]`: every budget of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct LimitsConfig {
    /// Largest mail in bytes, announced by SIZE (RFC 1870); larger gets 552. Default 52,428,800 (50 MiB).
    pub message_bytes: Spanned<u64>,
    /// Largest header of a mail in bytes; larger gets 552. Default 131,072 (Postfix allows 102,400).
    pub header_bytes: Spanned<u64>,
    /// A mail up to this size stays in memory; a larger one goes to a private file. Default 262,144.
    pub memory_bytes: Spanned<u64>,
    /// Most MIME parts of a mail; more gets 552. Default 1,000.
    pub parts: Spanned<u64>,
    /// Deepest nesting of MIME parts; deeper gets 552. Default 20.
    pub depth: Spanned<u64>,
    /// Most `Received:` fields before a mail counts as looping (554). Default 50 (Postfix: 50).
    pub hops: Spanned<u64>,
    /// Most recipients of one mail; further ones get 452. Default 1,000 (RFC 5321 4.5.3.1.8: at least 100).
    pub recipients: Spanned<u64>,
    /// Most connections; further clients get 421. Default 2,000.
    pub connections: Spanned<u64>,
    /// Most connections of one client address (of IPv6: one /64); further ones get 421. Default 200.
    pub connections_per_client: Spanned<u64>,
    /// Most commands that are wrong or do nothing in one connection; then 421. Default 50.
    pub junk_commands: Spanned<u64>,
    /// Longest silence before a command, and longest time for one command line. Default 300 seconds
    /// (RFC 5321 4.5.3.2.7).
    pub command_seconds: Spanned<u64>,
    /// Longest time for a TLS handshake. Default 30 seconds.
    pub handshake_seconds: Spanned<u64>,
    /// Slowest transfer of a mail, in bytes per second, once `data-grace-seconds` are over; slower is cut. Default 500
    /// (Postfix: 500 under stress); 0: any.
    pub data_rate: Spanned<u64>,
    /// Time that every mail has before its rate counts. Default 60 seconds.
    pub data_grace_seconds: Spanned<u64>,
    /// Time for running sessions to end at shutdown; then they get 421. Default 30 seconds.
    pub shutdown_seconds: Spanned<u64>,
    /// After a restart without a gap (SIGUSR2): how long the old gateway goes on with the sessions that it has; then they end as at
    /// shutdown. Default 300 seconds (as long as a session may be silent, RFC 5321 4.5.3.2.7).
    pub handover_seconds: Spanned<u64>,
    /// Most mails that one client address (of IPv6: one /64) may bring in an hour; further ones get 450 4.7.1. A client that passes on
    /// other people's mail counts with theirs, or each for himself if it says whose it is (XCLIENT). Default 0: any, as for all that follow.
    pub mails_per_hour_per_client: Spanned<u64>,
    /// Most recipients that one client address may name in an hour; further ones get 450 4.7.1.
    pub recipients_per_hour_per_client: Spanned<u64>,
    /// Most connections that one client address may open in a minute; further ones get 421 4.7.0.
    pub connections_per_minute_per_client: Spanned<u64>,
    /// Most mails that one login may bring in an hour.
    pub mails_per_hour_per_login: Spanned<u64>,
    /// Most recipients that one login may name in an hour: a stolen password sends little.
    pub recipients_per_hour_per_login: Spanned<u64>,
    /// Most mails that are signed as one identity in an hour, by whatever door.
    pub mails_per_hour_per_identity: Spanned<u64>,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            message_bytes: unplaced(50 * 1024 * 1024),
            header_bytes: unplaced(128 * 1024),
            memory_bytes: unplaced(256 * 1024),
            parts: unplaced(1_000),
            depth: unplaced(20),
            hops: unplaced(50),
            recipients: unplaced(1_000),
            connections: unplaced(2_000),
            connections_per_client: unplaced(200),
            junk_commands: unplaced(50),
            command_seconds: unplaced(300),
            handshake_seconds: unplaced(30),
            data_rate: unplaced(500),
            data_grace_seconds: unplaced(60),
            shutdown_seconds: unplaced(30),
            handover_seconds: unplaced(300),
            mails_per_hour_per_client: unplaced(0),
            recipients_per_hour_per_client: unplaced(0),
            connections_per_minute_per_client: unplaced(0),
            mails_per_hour_per_login: unplaced(0),
            recipients_per_hour_per_login: unplaced(0),
            mails_per_hour_per_identity: unplaced(0),
        }
    }
}
