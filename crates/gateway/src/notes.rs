//! Mails whose senders may be told something about them, on their way to whoever tells. A queue that is full forgets: a note is a
//! kindness, mail does not wait for it.

use kakitome_store::Millis;
use tokio::sync::{Mutex, mpsc};

/// Notes that wait at most.
const MOST: usize = 256;

/// A signed mail that went to recipients whose phones may break on signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// The identity that signed.
    pub(crate) identity: String,
    /// MAIL FROM; empty for the null sender.
    pub(crate) sender: String,
    /// Those recipients.
    pub(crate) fragile: Vec<String>,
    /// `Message-ID`.
    pub(crate) message_id: Option<String>,
    /// When it went.
    pub(crate) at: Millis,
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Notes {
    sender: mpsc::Sender<Note>,
    receiver: Mutex<mpsc::Receiver<Note>>,
}

impl Default for Notes {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel(MOST);
        Self { sender, receiver: Mutex::new(receiver) }
    }
}

impl Notes {
    /// Hands one over.
    pub(crate) fn put(&self, note: Note) {
        if self.sender.try_send(note).is_err() {
            tracing::debug!("a sender is not told of carriers' recipients: too many wait");
        }
    }

    /// The next one.
    pub(crate) async fn next(&self) -> Option<Note> {
        self.receiver.lock().await.recv().await
    }
}
