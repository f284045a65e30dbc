//! The sockets that a configuration wants, and how each is opened. Whoever starts a gateway opens them before it (R20), so that they
//! are there when it is not; a gateway that is started alone opens its own. Accepts nothing. `SO_REUSEPORT` is not used: what waits at
//! one of two such sockets is lost with it.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, bind, connect, listen, socket_with, sockopt};

use crate::config::{Place, Settings};

/// Connections that wait in the kernel until they are accepted (it takes no more than `net.core.somaxconn`, 4096).
const BACKLOG: i32 = 4096;

/// Who may open a Unix socket: its owner and its group (T17).
pub const SOCKET_MODE: u32 = 0o660;

/// The pages' word beside those of [`ListenerKind`](crate::config::ListenerKind).
const WEB: &str = "web";
/// The monitors' one.
const METRICS: &str = "metrics";

/// A socket that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which door, in one word.
    pub door: &'static str,
    /// Where.
    pub place: Place,
    /// It leaves IPv4 to another door of the same port. Else `[::]` takes IPv4 too, whatever the system's default is (RFC 3493 5.3).
    ipv6_only: bool,
}

impl Wanted {
    /// Those that mail comes in by, in the order of the configuration, then the monitors' one.
    #[must_use]
    pub fn by_mail(settings: &Settings) -> Vec<Self> {
        all(settings).into_iter().filter(|wanted| wanted.door != WEB).collect()
    }

    /// Those of the pages.
    #[must_use]
    pub fn by_web(settings: &Settings) -> Vec<Self> {
        all(settings).into_iter().filter(|wanted| wanted.door == WEB).collect()
    }

    /// Whether it leaves IPv4 to another door: a socket that is open already cannot be changed (RFC 3493 5.3).
    #[must_use]
    pub const fn ipv6_only(&self) -> bool {
        self.ipv6_only
    }

    /// Opens it; a Unix socket can be used by its owner and group.
    ///
    /// # Errors
    /// Somebody listens there, or it may not be opened.
    pub fn open(&self) -> io::Result<OwnedFd> {
        let socket = self.bind()?;
        if let Place::Unix(path) = &self.place {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE))?;
        }
        Ok(socket)
    }

    /// The same; who may use a Unix socket stays as the process's `umask` has it.
    ///
    /// # Errors
    /// See [`Wanted::open`].
    pub fn bind(&self) -> io::Result<OwnedFd> {
        match &self.place {
            Place::Tcp(address) => tcp(*address, self.ipv6_only),
            Place::Unix(path) => unix(path),
        }
    }
}

fn all(settings: &Settings) -> Vec<Wanted> {
    let mail = settings.listeners.iter().map(|listener| (listener.kind.word(), listener.place.clone()));
    let metrics = settings.metrics.iter().map(|place| (METRICS, place.clone()));
    let web = settings.web.iter().flat_map(|web| &web.listen).map(|address| (WEB, Place::Tcp(*address)));
    let places: Vec<(&'static str, Place)> = mail.chain(metrics).chain(web).collect();
    let taken_by_ipv4 =
        |port: u16| port != 0 && places.iter().filter_map(|(_, place)| place.tcp()).any(|other| other.is_ipv4() && other.port() == port);
    let wanted = places.iter().map(|(door, place)| Wanted {
        door,
        place: place.clone(),
        ipv6_only: place.tcp().is_some_and(|address| address.is_ipv6() && taken_by_ipv4(address.port())),
    });
    wanted.collect()
}

fn tcp(address: SocketAddr, ipv6_only: bool) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    if address.is_ipv6() {
        sockopt::set_ipv6_v6only(&socket, ipv6_only)?;
    }
    // A port whose last connections are still in TIME-WAIT can be taken again after a restart.
    sockopt::set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}

fn unix(path: &Path) -> io::Result<OwnedFd> {
    let address = SocketAddrUnix::new(path)?;
    forget_a_dead_name(path, &address)?;
    let socket = unix_socket(SocketFlags::empty())?;
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}

fn unix_socket(more: SocketFlags) -> io::Result<OwnedFd> {
    Ok(socket_with(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC | more, None)?)
}

/// A socket's name that nobody listens at is one that a crash left behind. A file of another kind is somebody's, and stays.
fn forget_a_dead_name(path: &Path, address: &SocketAddrUnix) -> io::Result<()> {
    let there = match path.symlink_metadata() {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !there.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file that is no socket has this name"));
    }
    match connect(unix_socket(SocketFlags::NONBLOCK)?, address) {
        Err(Errno::CONNREFUSED) => std::fs::remove_file(path),
        Err(Errno::ACCESS) => Err(io::ErrorKind::PermissionDenied.into()),
        // Whoever has a full queue is there too.
        Ok(()) | Err(_) => Err(io::ErrorKind::AddrInUse.into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    fn at(place: Place) -> Wanted {
        Wanted { door: "relay", place, ipv6_only: false }
    }

    #[test]
    fn an_address_that_is_taken_is_not_shared() {
        let first = at(Place::Tcp("127.0.0.1:0".parse().unwrap())).open().unwrap();
        let address = TcpListener::from(first.try_clone().unwrap()).local_addr().unwrap();
        let error = at(Place::Tcp(address)).open().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        drop(first);
        at(Place::Tcp(address)).open().unwrap();
    }

    #[test]
    fn every_ipv4_client_comes_in_by_the_unspecified_ipv6_address_unless_another_door_has_it() {
        // Where the machine has no IPv6 there is nothing to tell apart.
        let Ok(both) = at(Place::Tcp("[::]:0".parse().unwrap())).open() else { return };
        let address = TcpListener::from(both).local_addr().unwrap();
        let port = address.port();
        let both = at(Place::Tcp(address)).open().unwrap();
        TcpStream::connect(("127.0.0.1", port)).unwrap();
        drop(both);
        let six = Wanted { ipv6_only: true, ..at(Place::Tcp(address)) }.open().unwrap();
        let four = at(Place::Tcp(SocketAddr::from(([0, 0, 0, 0], port)))).open().unwrap();
        drop((six, four));
    }

    #[test]
    fn a_dead_socket_s_name_is_taken_a_living_one_and_a_file_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("door");
        let wanted = at(Place::Unix(path.clone()));
        drop(UnixListener::bind(&path).unwrap());
        let socket = wanted.open().unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, SOCKET_MODE);
        UnixStream::connect(&path).unwrap();
        assert_eq!(wanted.open().unwrap_err().kind(), io::ErrorKind::AddrInUse);
        UnixStream::connect(&path).unwrap();
        drop(socket);
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "somebody's").unwrap();
        assert_eq!(wanted.open().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's");
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nothing"), &path).unwrap();
        assert!(wanted.open().is_err(), "no link is followed");
    }
}
