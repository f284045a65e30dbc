//! Work that ends whole or ends the process. What a panic would leave behind (a request that is never answered, a log that is half
//! written) is worse than a new start.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does the work; a panic ends the keyholder.
pub(crate) fn or_not_at_all<T>(work: impl FnOnce() -> T) -> T {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome,
        Err(_) => {
            // Half a keyholder would let requests wait for ever; whoever started us starts us again.
            tracing::error!("a thread of the keyholder ended with a panic; so does the keyholder");
            std::process::abort();
        }
    }
}
