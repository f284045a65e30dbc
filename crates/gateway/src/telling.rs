//! The tasks that tell people something by mail, beside the mail that passes.

use std::sync::Arc;

use crate::state::State;
use crate::{alerts, senders};

/// Tells until it is aborted.
pub(crate) async fn run(state: Arc<State>) {
    tokio::join!(alerts::run(Arc::clone(&state)), senders::run(state));
}
