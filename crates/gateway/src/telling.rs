//! The tasks that tell people something by mail, beside the mail that passes. They end when the end of the process begins: another gateway
//! of this home may have begun by then, and tells.

pub(crate) mod alerts;
pub(crate) mod letter;
pub(crate) mod own_mail;
pub(crate) mod senders;

use std::sync::Arc;

use crate::state::{Phase, State};

/// Tells until the end begins.
pub(crate) async fn run(state: Arc<State>) {
    let mut phase = state.phase.clone();
    let told = async { tokio::join!(alerts::run(Arc::clone(&state)), senders::run(Arc::clone(&state))) };
    tokio::select! {
        _ = told => {}
        _ = phase.wait_for(|phase| *phase != Phase::Running) => {}
    }
}
