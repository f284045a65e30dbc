//! What MAIL and RCPT say: the envelope of one mail with its parameters (RFC 1870, 6152, 6531, 3461), the same type at both ends.

use crate::address::Mailbox;

/// BODY= of MAIL (RFC 6152). `BINARYMIME` needs CHUNKING, which is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// `BODY=7BIT`
    SevenBit,
    /// `BODY=8BITMIME`
    EightBitMime,
}

/// RET= of MAIL (RFC 3461 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ret {
    /// `RET=FULL`
    Full,
    /// `RET=HDRS`
    Headers,
}

/// MAIL FROM with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `None` is the null sender `<>`.
    pub from: Option<Mailbox>,
    /// SIZE=, if declared.
    pub size: Option<u64>,
    /// BODY=
    pub body: Option<Body>,
    /// SMTPUTF8
    pub smtputf8: bool,
    /// RET=
    pub ret: Option<Ret>,
    /// ENVID=, verbatim xtext.
    pub envid: Option<String>,
    /// XHOPS= (our own): how many gateways before this one wait for its answer. See [`server::Settings::hops`](crate::server::Settings::hops).
    pub hops: Option<u8>,
}

/// RCPT TO with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rcpt {
    /// The recipient.
    pub to: Mailbox,
    /// NOTIFY=, verbatim.
    pub notify: Option<String>,
    /// ORCPT=, verbatim (`type;xtext`).
    pub orcpt: Option<String>,
}

impl Mail {
    /// MAIL without parameters.
    pub fn new(from: Option<Mailbox>) -> Self {
        Self { from, size: None, body: None, smtputf8: false, ret: None, envid: None, hops: None }
    }
}

impl Rcpt {
    /// RCPT without parameters.
    pub fn new(to: Mailbox) -> Self {
        Self { to, notify: None, orcpt: None }
    }
}
