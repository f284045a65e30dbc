//! Listening sockets on their way between processes of ours: who starts a gateway has opened them, so that they are there while one gateway
//! takes the place of another (R20), and the service manager may hold them while all of us are started anew (`sd_listen_fds(3)`,
//! `FDSTORE=1` of `sd_notify(3)`). Whoever holds them never accepts: no byte of a client is read here.
//!
//! One message of a socket pair: the places as JSON, the sockets beside it (`SCM_RIGHTS`, unix(7)).

use std::io::{self, IoSlice, IoSliceMut, Read as _};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener, UnixStream};
use std::time::Duration;

use kakitome_gateway::config::Place;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags,
    SocketType, recvmsg, sendmsg, socketpair,
};

/// Sockets that one message carries at most (unix(7): `SCM_MAX_FD` is 253).
const MOST: usize = 250;
/// A service manager does what it is told within this time, or it does not know the word.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest list of places: paths of Unix sockets have at most 108 octets.
const LONGEST: usize = 128 * 1024;

/// A listening socket with the place that the configuration gives it.
pub(crate) type Socket = (String, OwnedFd);

/// Two ends; a message goes whole.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?)
}

/// Hands them, each with its place, to the other end, which gets sockets of its own.
pub(crate) fn send<'a>(over: impl AsFd, sockets: impl Iterator<Item = (String, BorrowedFd<'a>)>) -> io::Result<()> {
    let (places, open): (Vec<String>, Vec<BorrowedFd<'_>>) = sockets.unzip();
    if places.len() > MOST {
        return Err(io::Error::other(format!("{} listening sockets: {MOST} at most can be handed on", places.len())));
    }
    let text = serde_json::to_vec(&places)?;
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut beside = SendAncillaryBuffer::new(&mut room);
    if !open.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(&open)) {
        return Err(io::Error::other("too many sockets"));
    }
    sendmsg(over, &[IoSlice::new(&text)], &mut beside, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// What the other end hands over; waits until it does.
pub(crate) fn receive(over: impl AsFd) -> io::Result<Vec<Socket>> {
    let mut text = vec![0; LONGEST];
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut beside = RecvAncillaryBuffer::new(&mut room);
    let received = recvmsg(over, &mut [IoSliceMut::new(&mut text)], &mut beside, RecvFlags::CMSG_CLOEXEC)?;
    let mut sockets = Vec::new();
    for message in beside.drain() {
        if let RecvAncillaryMessage::ScmRights(open) = message {
            sockets.extend(open);
        }
    }
    let places: Vec<String> = serde_json::from_slice(text.get(..received.bytes).unwrap_or_default())?;
    if places.len() != sockets.len() {
        return Err(io::Error::other("places and sockets differ in number"));
    }
    Ok(places.into_iter().zip(sockets).collect())
}

/// Sockets that the service manager has opened or kept for us, by where they listen. Others than listening ones are not ours.
pub(crate) fn of_service_manager() -> Vec<Socket> {
    let mut given = listenfd::ListenFd::from_env();
    let mut sockets = Vec::new();
    for index in 0..given.len() {
        if let Ok(Some(listener)) = given.take_tcp_listener(index) {
            sockets.push(OwnedFd::from(listener));
        } else if let Ok(Some(listener)) = given.take_unix_listener(index) {
            sockets.push(OwnedFd::from(listener));
        }
    }
    sockets.retain(|socket| rustix::net::sockopt::socket_acceptconn(socket).unwrap_or(false));
    sockets.into_iter().filter_map(|socket| Some((where_it_listens(socket.as_fd())?, socket))).collect()
}

/// Address and port, or path, as the configuration would write it.
fn where_it_listens(socket: BorrowedFd<'_>) -> Option<String> {
    let copy = || socket.try_clone_to_owned().ok();
    if let Ok(address) = TcpListener::from(copy()?).local_addr() {
        return Some(Place::Tcp(address).to_string());
    }
    let address = UnixListener::from(copy()?).local_addr().ok()?;
    Some(Place::Unix(address.as_pathname()?.to_owned()).to_string())
}

/// Asks the service manager to keep them for the next start. Without one, or with one that keeps nothing, nothing happens.
pub(crate) fn have_kept<'a>(sockets: impl Iterator<Item = BorrowedFd<'a>>) {
    let Some(manager) = Manager::find() else { return };
    for socket in sockets {
        if let Some(name) = where_it_listens(socket) {
            manager.tell(&format!("FDSTORE=1\nFDNAME={}", fd_name(&name)), Some(socket));
        }
    }
}

/// Asks it to forget those that nobody is to listen at any more. `wait`: until it has, since what it still holds keeps an address taken.
pub(crate) fn have_forgotten<'a>(sockets: impl Iterator<Item = BorrowedFd<'a>>, wait: bool) {
    let Some(manager) = Manager::find() else { return };
    let mut any = false;
    for socket in sockets {
        if let Some(name) = where_it_listens(socket) {
            manager.tell(&format!("FDSTOREREMOVE=1\nFDNAME={}", fd_name(&name)), None);
            any = true;
        }
    }
    if any && wait {
        manager.wait();
    }
}

/// A name of a descriptor has no colon (`sd_pid_notify_with_fds(3)`).
fn fd_name(place: &str) -> String {
    place.replace(':', ",")
}

/// Tells systemd how far we are (`sd_notify(3)`); without systemd nothing happens.
pub(crate) fn tell_systemd(state: &str) {
    if let Some(manager) = Manager::find() {
        manager.tell(state, None);
    }
}

/// Whether a service manager listens to us.
pub(crate) fn has_service_manager() -> bool {
    std::env::var_os("NOTIFY_SOCKET").is_some()
}

/// The socket that a service manager listens at.
struct Manager(UnixDatagram);

impl Manager {
    fn find() -> Option<Self> {
        let path = std::env::var_os("NOTIFY_SOCKET")?;
        let address = match path.as_bytes().strip_prefix(b"@") {
            Some(name) => SocketAddr::from_abstract_name(name),
            None => SocketAddr::from_pathname(&path),
        };
        let socket = UnixDatagram::unbound().ok()?;
        socket.connect_addr(&address.ok()?).ok()?;
        socket.set_nonblocking(true).ok()?;
        Some(Self(socket))
    }

    /// Only a hint: a failure to send it must not stop mail.
    fn tell(&self, state: &str, socket: Option<BorrowedFd<'_>>) {
        let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut beside = SendAncillaryBuffer::new(&mut room);
        let open: Vec<BorrowedFd<'_>> = socket.into_iter().collect();
        if !open.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(&open)) {
            return;
        }
        let _ = sendmsg(&self.0, &[IoSlice::new(state.as_bytes())], &mut beside, SendFlags::NOSIGNAL);
    }

    /// Until it has done what it was told, but not for ever: it closes what comes with this word when it gets to it (`sd_notify_barrier(3)`).
    fn wait(&self) {
        let Ok((mut here, there)) = UnixStream::pair() else { return };
        if here.set_read_timeout(Some(PATIENCE)).is_err() {
            return;
        }
        self.tell("BARRIER=1", Some(there.as_fd()));
        drop(there);
        let _ = here.read(&mut [0]);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn r20_a_socket_goes_through_a_pair_and_still_listens() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (here, there) = pair().unwrap();
        send(&here, std::iter::once(("127.0.0.1:25".to_owned(), listener.as_fd()))).unwrap();
        drop(listener);
        let got = receive(&there).unwrap();
        assert_eq!(got.first().map(|(place, _)| place.as_str()), Some("127.0.0.1:25"));
        assert_eq!(where_it_listens(got.first().unwrap().1.as_fd()), Some(address.to_string()));
        drop(here);
        std::net::TcpStream::connect(address).unwrap();
        drop(got);
        assert!(std::net::TcpStream::connect(address).is_err(), "nobody holds it any more");
        assert!(receive(&there).is_err(), "an end is no message");
    }

    #[test]
    fn r20_none_and_nonsense_are_told_apart() {
        let (here, there) = pair().unwrap();
        send(&here, std::iter::empty()).unwrap();
        assert!(receive(&there).unwrap().is_empty());
        assert!(rustix::net::send(&here, b"[\"one\", \"two\"]", SendFlags::empty()).is_ok());
        assert!(receive(&there).is_err());
        let many = (0..=MOST).map(|_| ("127.0.0.1:25".to_owned(), here.as_fd()));
        assert!(send(&here, many).unwrap_err().to_string().contains("at most"));
        assert_eq!(fd_name("[::1]:25"), "[,,1],25");
    }
}
