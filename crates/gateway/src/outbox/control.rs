//! The socket `control` in the outbox's folder, by which `kakitome held` speaks to a running gateway: whoever may enter the folder (its
//! owner and root) may ask. One line of JSON each way.

use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::held::{Answer, Order, obey};
use crate::state::State;

/// Longest order.
const ORDER: u64 = 64 * 1024;
/// Longest answer: a list of a hundred thousand mails.
const ANSWER: u64 = 256 * 1024 * 1024;
/// Time for one order.
const PATIENCE: Duration = Duration::from_secs(60);

fn socket(folder: &Path) -> PathBuf {
    folder.join("control")
}

/// Orders are obeyed while it lives.
pub(super) struct Control(AbortHandle);

impl Drop for Control {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Opens the socket and obeys what is asked there. Without it mail flows all the same.
pub(super) fn open(state: &Arc<State>) -> Option<Control> {
    let folder = state.outbox.spool.folder();
    match listen(folder) {
        Ok(listener) => Some(Control(tokio::spawn(keep(Arc::clone(state), listener)).abort_handle())),
        Err(error) => {
            tracing::error!(folder = %folder.display(), %error, "mail flows, but `kakitome held` cannot ask this gateway");
            None
        }
    }
}

/// What an earlier gateway left is removed (the folder's lock is ours).
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let path = socket(folder);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn keep(state: Arc<State>, listener: UnixListener) {
    let mut visits = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let state = Arc::clone(&state);
                    visits.spawn(async move {
                        if let Ok(Err(error)) = timeout(PATIENCE, serve(&state, stream)).await {
                            tracing::debug!(%error, "an order to the outbox was not heard to its end");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "an order to the outbox could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = visits.join_next(), if !visits.is_empty() => {}
        }
    }
}

async fn serve(state: &Arc<State>, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(ORDER)).read_line(&mut line).await?;
    let answer = match serde_json::from_str::<Order>(&line) {
        Ok(order) => {
            tracing::info!(?order, "an order to the outbox");
            obey(state, order).await
        }
        Err(error) => Answer::Failed { why: format!("not an order: {error}") },
    };
    let mut text = serde_json::to_vec(&answer).map_err(io::Error::other)?;
    text.push(b'\n');
    write.write_all(&text).await?;
    write.shutdown().await
}

/// Asks the gateway that works in this outbox. `Ok(None)`: none does.
///
/// # Errors
/// The folder may not be entered, or the answer cannot be read.
pub fn ask(folder: &Path, order: &Order) -> io::Result<Option<Answer>> {
    use std::io::Write as _;
    let mut stream = match std::os::unix::net::UnixStream::connect(socket(folder)) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => return Ok(None),
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(order).map_err(io::Error::other)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut text = String::new();
    stream.take(ANSWER).read_to_string(&mut text)?;
    serde_json::from_str(&text).map(Some).map_err(io::Error::other)
}
