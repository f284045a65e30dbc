//! What the page "how to check our mail" is made of: values that others have found out.

use kakitome_clients::{Promise, Sender, Shown};
use kakitome_pki::UnixTime;

/// What the page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Check<'a> {
    /// The identity with its certificates.
    pub sender: &'a Sender,
    /// What every program shows of a mail that is signed with the current certificate ([`kakitome_clients::expect`]); empty where there
    /// is none.
    pub shown: &'a [Shown],
    /// The promise to sign, if there is one.
    pub promise: Option<&'a Promise>,
    /// The lists that were judged by, in words.
    pub lists: &'a [String],
    /// When the page is made.
    pub at: UnixTime,
}
