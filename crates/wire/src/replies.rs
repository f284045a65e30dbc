//! Every reply that we give, one wording each (codes RFC 5321 4.2.3, enhanced codes RFC 3463).
//! The gateway adds its own with [`Reply::fixed`] or [`Reply::new`]; a next hop's reply is relayed as it is.

use crate::reply::Reply;

/// MAIL, RCPT, RSET and NOOP are done.
pub const OK: Reply = Reply::fixed(250, "2.0.0 Ok");
/// Answer to DATA (the only one without an enhanced code beside greeting and EHLO).
pub const START_MAIL_INPUT: Reply = Reply::fixed(354, "End data with <CR><LF>.<CR><LF>");
/// The next hop cannot be reached or was lost.
pub const HOP_LOST: Reply = Reply::fixed(451, "4.4.1 The next hop is not available; try again later");
