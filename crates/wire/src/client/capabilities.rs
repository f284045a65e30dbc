//! What a next hop offers in its answer to EHLO.

/// Offers of the next hop; none after HELO.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// PIPELINING
    pub pipelining: bool,
    /// 8BITMIME
    pub eight_bit_mime: bool,
    /// SMTPUTF8
    pub smtputf8: bool,
    /// SIZE: `None` not offered, `Some(0)` offered without a limit.
    pub size: Option<u64>,
    /// DSN
    pub dsn: bool,
    /// STARTTLS
    pub starttls: bool,
    /// ENHANCEDSTATUSCODES
    pub enhanced_status_codes: bool,
    /// XFORWARD is offered (with any attributes).
    pub xforward: bool,
}
