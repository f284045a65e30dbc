//! Small things that a running gateway looks at every second: changed identities, the switch, old connections, files of certificates.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::state::State;

/// How often.
const ROUND: Duration = Duration::from_secs(1);
/// How often what is old is forgotten.
const DAY: Duration = Duration::from_hours(24);

/// Looks for ever. `known` is the store's generation at the start; `renew` is called when files of certificates have changed.
pub(super) async fn look(state: Arc<State>, mut known: i64, renew: impl AsyncFn()) {
    let mut in_trouble = false;
    let mut forget = Instant::now();
    loop {
        tokio::time::sleep(ROUND).await;
        match state.store.generation().await {
            Ok(generation) => {
                if generation != known {
                    known = generation;
                    tracing::info!("identities have changed");
                    state.identities.forget();
                    state.hops.forget();
                    state.live().addressees.forget();
                    look_at_switch(&state).await;
                }
                in_trouble = false;
            }
            Err(error) => {
                if !in_trouble {
                    tracing::error!(%error, "the database does not answer");
                }
                in_trouble = true;
            }
        }
        state.live().ways.sweep().await;
        state.hops.flush().await;
        if Instant::now() >= forget {
            forget = Instant::now() + DAY;
            state.hops.forget_old().await;
        }
        if state.live().files_have_changed() {
            renew().await;
        }
    }
}

/// Whether signing was switched off or on meanwhile.
async fn look_at_switch(state: &State) {
    match state.store.is_off().await {
        Ok(off) => {
            if state.put_switch(off) {
                tracing::warn!(off, "the switch was put: {}", if off { "mail passes as it comes" } else { "mail is signed" });
            }
        }
        Err(error) => tracing::error!(%error, "the switch cannot be read"),
    }
}
