//! One connection of the async client: a task that writes what is queued together, a task that reads answers, and who waits for which.
//! When it ends, everybody who waits is told at once.

use std::{
    collections::HashMap,
    io::{self, ErrorKind, Write},
    net::Shutdown,
    os::unix::net::UnixStream as Socket,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixStream, unix::pipe},
    sync::{mpsc, oneshot},
};
use zeroize::Zeroizing;

use crate::{
    error::Error,
    frame::{Frames, Hello, VERSION},
    reply::Reply,
};

type Answer = Result<Reply, Error>;

/// Frames that may wait for the writer; then callers wait.
const QUEUE: usize = 1024;
/// How long connecting and the hello may take on one machine.
const HELLO_PATIENCE: Duration = Duration::from_secs(5);
/// Where the runtime cannot tell when there is room, it is looked for after this time.
const AGAIN: Duration = Duration::from_millis(5);

pub(crate) struct Connection {
    frames: mpsc::Sender<Zeroizing<Vec<u8>>>,
    waiting: Mutex<Waiting>,
    path: String,
}

struct Waiting {
    for_answers: HashMap<u64, oneshot::Sender<Answer>>,
    /// Why the connection is over.
    ended: Option<String>,
}

impl Connection {
    /// Connects and says hello.
    pub(crate) async fn open(path: &Path) -> Result<Arc<Self>, Error> {
        let shown = path.display().to_string();
        let stream = match tokio::time::timeout(HELLO_PATIENCE, greet(path, &shown)).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(Error::Away { path: shown, reason: "it does not say hello".to_owned() }),
        };
        let (answers, socket) = parted(stream).map_err(|why| Error::Away { path: shown.clone(), reason: why.to_string() })?;
        let (frames, queue) = mpsc::channel(QUEUE);
        let waiting = Mutex::new(Waiting { for_answers: HashMap::new(), ended: None });
        let connection = Arc::new(Self { frames, waiting, path: shown });
        tokio::spawn(read_answers(Arc::clone(&connection), answers));
        tokio::spawn(write_frames(Arc::downgrade(&connection), queue, socket));
        Ok(connection)
    }

    /// Sends one frame and waits for the answer with its id.
    pub(crate) async fn ask(&self, id: u64, frame: Zeroizing<Vec<u8>>) -> Answer {
        let (sender, answer) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if let Some(reason) = &waiting.ended {
                return Err(self.away(reason));
            }
            waiting.for_answers.insert(id, sender);
        }
        // Whoever stops waiting (a deadline, a client that hung up) must not stay in the map.
        let _forgotten = Forget { connection: self, id };
        if self.frames.send(frame).await.is_err() {
            return Err(self.away("the connection ended"));
        }
        answer.await.unwrap_or_else(|_| Err(self.away("the connection ended")))
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.waiting().ended.is_some()
    }

    fn end(&self, reason: &str) {
        let mut waiting = self.waiting();
        waiting.ended.get_or_insert_with(|| reason.to_owned());
        for (_, sender) in waiting.for_answers.drain() {
            // Whoever does not wait any more needs no news.
            let _ = sender.send(Err(self.away(reason)));
        }
    }

    fn away(&self, reason: &str) -> Error {
        Error::Away { path: self.path.clone(), reason: reason.to_owned() }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Forget<'a> {
    connection: &'a Connection,
    id: u64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.connection.waiting().for_answers.remove(&self.id);
    }
}

async fn greet(path: &Path, shown: &str) -> Result<UnixStream, Error> {
    let away = |why: io::Error| Error::Away { path: shown.to_owned(), reason: why.to_string() };
    let mut stream = UnixStream::connect(path).await.map_err(away)?;
    stream.write_all(&Hello::ours()).await.map_err(away)?;
    let mut theirs = [0; Hello::LEN];
    stream.read_exact(&mut theirs).await.map_err(away)?;
    check_hello(&theirs, shown)?;
    Ok(stream)
}

pub(crate) fn check_hello(theirs: &[u8; Hello::LEN], path: &str) -> Result<(), Error> {
    let reason = match Hello::read(theirs) {
        Some(Hello { version: VERSION }) => return Ok(()),
        Some(Hello { version }) => format!("it speaks version {version} of the protocol, we speak {VERSION}"),
        None => "it does not say hello".to_owned(),
    };
    Err(Error::Protocol { path: path.to_owned(), reason })
}

/// The socket, once for reading and once for writing. A runtime watches a socket for both, and wakes us each time the keyholder has read a
/// request: room for the next. One end of a pipe it watches for one; a socket reads like one.
fn parted(stream: UnixStream) -> io::Result<(pipe::Receiver, Socket)> {
    let socket = stream.into_std()?;
    Ok((pipe::Receiver::from_owned_fd_unchecked(socket.try_clone()?.into())?, socket))
}

async fn write_all(mut socket: &Socket, mut octets: &[u8]) -> io::Result<()> {
    while !octets.is_empty() {
        match socket.write(octets) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => octets = octets.get(count..).unwrap_or_default(),
            Err(why) if why.kind() == ErrorKind::WouldBlock => {
                // The keyholder is behind: until it has read some of what was written.
                match socket.try_clone().and_then(|copy| pipe::Sender::from_owned_fd_unchecked(copy.into())) {
                    Ok(room) => room.writable().await?,
                    // No descriptor is left (EMFILE). A frame that is cut would end the connection for everybody.
                    Err(_) => tokio::time::sleep(AGAIN).await,
                }
            }
            Err(why) if why.kind() == ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
    Ok(())
}

async fn read_answers(connection: Arc<Connection>, mut answers: pipe::Receiver) {
    let mut frames = Frames::default();
    let reason = loop {
        match answers.read(frames.space()).await {
            Ok(0) => break "it closed the connection".to_owned(),
            Ok(count) => frames.fill_up(count),
            Err(why) => break why.to_string(),
        }
        if let Err(why) = hand_out(&connection, &mut frames) {
            break why;
        }
    };
    connection.end(&reason);
}

fn hand_out(connection: &Connection, frames: &mut Frames) -> Result<(), String> {
    while let Some((id, reply)) = Reply::take(frames)? {
        if let Some(sender) = connection.waiting().for_answers.remove(&id) {
            let answer = match reply {
                Reply::Refused(refusal) => Err(refusal.into()),
                reply => Ok(reply),
            };
            // Whoever does not wait any more needs no news.
            let _ = sender.send(answer);
        }
    }
    Ok(())
}

/// Ends when nobody can send any more, or the connection is over.
async fn write_frames(connection: std::sync::Weak<Connection>, mut queue: mpsc::Receiver<Zeroizing<Vec<u8>>>, socket: Socket) {
    while let Some(mut together) = queue.recv().await {
        while let Ok(frame) = queue.try_recv() {
            together.extend_from_slice(&frame);
        }
        if let Err(why) = write_all(&socket, &together).await {
            if let Some(connection) = connection.upgrade() {
                connection.end(&why.to_string());
            }
            break;
        }
    }
    // The keyholder sees the end and closes; it may have done so already.
    let _ = socket.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
    use std::io::Read;

    use super::*;

    const CHILD: &str = "KEYS_TEST_WITHOUT_DESCRIPTORS";
    /// More than a socket takes at once.
    const MUCH: usize = 4 << 20;

    /// Run by the test below in a process of its own, which may have few descriptors.
    #[test]
    #[ignore = "the other half of the test below"]
    fn as_a_process_without_descriptors() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let (ours, mut theirs) = Socket::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let reader = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            let mut all = Vec::new();
            theirs.read_to_end(&mut all).unwrap();
            all.len()
        });
        let mut taken = Vec::new();
        while let Ok(file) = std::fs::File::open("/dev/null") {
            taken.push(file);
        }
        assert!(ours.try_clone().is_err());
        runtime.block_on(write_all(&ours, &vec![7; MUCH])).unwrap();
        drop(ours);
        assert_eq!(reader.join().unwrap(), MUCH);
    }

    #[test]
    fn a_frame_is_not_cut_where_no_descriptor_is_left() {
        let child = std::process::Command::new("sh")
            .args(["-c", "ulimit -n 64; exec \"$0\" --exact connection::tests::as_a_process_without_descriptors --ignored --nocapture"])
            .arg(std::env::current_exe().unwrap())
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
    }
}
