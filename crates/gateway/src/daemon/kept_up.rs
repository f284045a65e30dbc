//! Tasks beside mail that are to go on whatever befalls them: one that panics is begun again after a while, and it is said.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// Before a task that has panicked is begun again: what made it panic may be there still.
const AGAIN: Duration = Duration::from_secs(10);

/// Runs a task until it ends; dropped, it takes the task along.
pub(super) async fn kept_up<T>(name: &'static str, task: impl Fn() -> T)
where
    T: Future<Output = ()> + Send + 'static,
{
    begun_again(name, AGAIN, task).await;
}

async fn begun_again<T>(name: &'static str, pause: Duration, task: impl Fn() -> T)
where
    T: Future<Output = ()> + Send + 'static,
{
    loop {
        let mut alone = JoinSet::new();
        alone.spawn(task());
        match alone.join_next().await {
            Some(Err(error)) if error.is_panic() => {
                tracing::error!(name, %error, "a task of the gateway panicked and is begun again; mail goes on");
                sleep(pause).await;
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests may panic")]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_begun_again_and_one_that_ends_is_not() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&begun);
        begun_again("test", Duration::from_millis(1), move || {
            let counted = Arc::clone(&counted);
            async move { assert!(counted.fetch_add(1, Ordering::SeqCst) >= 2, "falls twice") }
        })
        .await;
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }
}
