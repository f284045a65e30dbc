//! Gateways that ask each other: each asks its next hop while its client waits, before there is a `Received:` to count (S18).

use kakitome_wire::{Mail, Reply};

use crate::replies;

/// So many gateways may wait for each other, each for its next hop: nobody puts more into a row, and each of them holds a connection.
const MOST_WAITING: usize = 8;

/// What to say to a mail for which too many gateways wait for each other's answers (S18).
pub(super) fn closed(mail: &Mail) -> Option<Reply> {
    let waiting = usize::from(mail.hops.unwrap_or(0));
    (waiting > MOST_WAITING).then(|| {
        tracing::warn!(waiting, "gateways ask each other in circles: look at their next hops");
        replies::asking_in_circles(waiting)
    })
}
