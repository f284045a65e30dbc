//! Listening sockets on their way between processes of ours: who starts a gateway holds them, so that they stay open while one gateway
//! takes the place of another (R20), and the service manager may hold them while all of us are started anew (`sd_listen_fds(3)`,
//! `FDSTORE=1` of `sd_notify(3)`). Whoever holds them never accepts: no byte of a client is read here.
//!
//! One message of a socket pair: the places as JSON, the sockets beside it (`SCM_RIGHTS`, unix(7)).

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};

use kakitome_gateway::config::Place;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags,
    SocketType, recvmsg, sendmsg, socketpair,
};

/// Sockets that one message carries at most (unix(7): `SCM_MAX_FD` is 253).
const MOST: usize = 250;
/// Longest list of places: paths of Unix sockets have at most 108 octets.
const LONGEST: usize = 128 * 1024;

/// A listening socket with the place that the configuration gives it.
pub(crate) type Socket = (String, OwnedFd);

/// Two ends; a message goes whole.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?)
}

/// Hands them to the other end, which gets sockets of its own.
pub(crate) fn send(over: impl AsFd, sockets: &[Socket]) -> io::Result<()> {
    let sockets = sockets.get(..MOST).unwrap_or(sockets);
    let places: Vec<&str> = sockets.iter().map(|(place, _)| place.as_str()).collect();
    let text = serde_json::to_vec(&places)?;
    let open: Vec<BorrowedFd<'_>> = sockets.iter().map(|(_, socket)| socket.as_fd()).collect();
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut beside = SendAncillaryBuffer::new(&mut room);
    if !open.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(&open)) {
        return Err(io::Error::other("too many sockets"));
    }
    sendmsg(over, &[IoSlice::new(&text)], &mut beside, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// What the other end has handed over; `wait`: until it does.
pub(crate) fn receive(over: impl AsFd, wait: bool) -> io::Result<Vec<Socket>> {
    let mut text = vec![0; LONGEST];
    let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut beside = RecvAncillaryBuffer::new(&mut room);
    let flags = if wait { RecvFlags::CMSG_CLOEXEC } else { RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT };
    let received = recvmsg(over, &mut [IoSliceMut::new(&mut text)], &mut beside, flags)?;
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
    sockets.into_iter().filter_map(|socket| Some((where_it_listens(&socket)?, socket))).collect()
}

/// Address and port, or path, as the configuration would write it.
fn where_it_listens(socket: &OwnedFd) -> Option<String> {
    let copy = || socket.try_clone().ok();
    if let Ok(address) = TcpListener::from(copy()?).local_addr() {
        return Some(Place::Tcp(address).to_string());
    }
    let address = UnixListener::from(copy()?).local_addr().ok()?;
    Some(Place::Unix(address.as_pathname()?.to_owned()).to_string())
}

/// Asks the service manager to keep them for the next start, and to forget those that nobody listens at any more. Without one, or with one
/// that keeps nothing, nothing happens.
pub(crate) fn keep_with_service_manager(sockets: &[Socket], unused: &[Socket]) {
    let Some(manager) = Manager::find() else { return };
    for (_, socket) in unused {
        if let Some(name) = where_it_listens(socket) {
            manager.tell(&format!("FDSTOREREMOVE=1\nFDNAME={}", fd_name(&name)), None);
        }
    }
    for (_, socket) in sockets {
        if let Some(name) = where_it_listens(socket) {
            manager.tell(&format!("FDSTORE=1\nFDNAME={}", fd_name(&name)), Some(socket));
        }
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
    fn tell(&self, state: &str, socket: Option<&OwnedFd>) {
        let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut beside = SendAncillaryBuffer::new(&mut room);
        let open: Vec<BorrowedFd<'_>> = socket.iter().map(|socket| socket.as_fd()).collect();
        if !open.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(&open)) {
            return;
        }
        let _ = sendmsg(&self.0, &[IoSlice::new(state.as_bytes())], &mut beside, SendFlags::NOSIGNAL);
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
        send(&here, &[("127.0.0.1:25".to_owned(), OwnedFd::from(listener))]).unwrap();
        let got = receive(&there, true).unwrap();
        assert_eq!(got.first().map(|(place, _)| place.as_str()), Some("127.0.0.1:25"));
        assert_eq!(where_it_listens(&got.first().unwrap().1), Some(address.to_string()));
        drop(here);
        std::net::TcpStream::connect(address).unwrap();
        drop(got);
        assert!(std::net::TcpStream::connect(address).is_err(), "nobody holds it any more");
        assert!(receive(&there, true).is_err(), "an end is no message");
    }

    #[test]
    fn r20_none_and_nonsense_are_told_apart() {
        let (here, there) = pair().unwrap();
        send(&here, &[]).unwrap();
        assert!(receive(&there, true).unwrap().is_empty());
        assert!(receive(&there, false).is_err(), "nothing has come");
        assert!(rustix::net::send(&here, b"[\"one\", \"two\"]", SendFlags::empty()).is_ok());
        assert!(receive(&there, true).is_err());
        assert_eq!(fd_name("[::1]:25"), "[,,1],25");
    }
}
