//! The listening sockets: opened by the supervisor before there is a gateway (or pages), handed to every one, and held while these come
//! and go, so that who connects when none is there waits in the kernel's queue and is not refused (R20). As root it may open ports
//! below 1024, which the gateway's user may not. It never accepts.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;
use std::rc::Rc;

use kakitome_gateway::Wanted;
use kakitome_gateway::config::Place;

use crate::failure::Failure;
use crate::rights::Rights;
use crate::sockets::{self, Socket};

/// A socket that is held. When nobody holds it any more, the name of a Unix socket goes.
pub(super) struct Door {
    place: Place,
    /// It takes no IPv4. Of a socket that is open this cannot be changed, so one of the other kind is another door.
    ipv6_only: bool,
    socket: OwnedFd,
    rights: Rights,
    name_stays: Cell<bool>,
}

/// Those of the gateway, or of the pages.
pub(super) struct Doors {
    held: RefCell<Vec<Rc<Door>>>,
    /// The service manager's, until they are held.
    given: RefCell<Vec<Rc<Door>>>,
    rights: Rights,
}

impl Door {
    /// Its place, as the configuration gives it, and the socket.
    pub(super) fn to_hand_over(&self) -> (String, BorrowedFd<'_>) {
        (self.place.to_string(), self.socket.as_fd())
    }

    fn open(wanted: &Wanted, rights: Rights, of_ours: Option<&Rc<Self>>) -> Result<Self, Failure> {
        let opened = match &wanted.place {
            Place::Tcp(_) => wanted.open(),
            Place::Unix(path) => open_unix(wanted, path, rights)?,
        };
        let socket = opened.map_err(|error| cannot_listen(wanted, of_ours, &error))?;
        Ok(Self::at(wanted.place.clone(), socket, rights))
    }

    fn at(place: Place, socket: OwnedFd, rights: Rights) -> Self {
        let ipv6_only = leaves_ipv4(&place, socket.as_fd());
        Self { place, ipv6_only, socket, rights, name_stays: Cell::new(false) }
    }

    /// It is what is wanted.
    fn is(&self, wanted: &Wanted) -> bool {
        self.place == wanted.place && self.ipv6_only == wants_no_ipv4(wanted)
    }

    fn has_the_port_of(&self, wanted: &Wanted) -> bool {
        let port = |place: &Place| place.tcp().map(|address| address.port()).filter(|port| *port != 0);
        port(&self.place).is_some_and(|here| port(&wanted.place) == Some(here))
    }

    /// A Unix socket whose name is gone hears nobody.
    fn is_heard(&self) -> bool {
        let heard = match &self.place {
            Place::Tcp(_) => true,
            Place::Unix(path) => is_socket(path),
        };
        if !heard {
            // What gets this name next is another's.
            self.name_stays.set(true);
        }
        heard
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let Place::Unix(path) = &self.place else { return };
        if self.name_stays.get() || !is_socket(path) {
            return;
        }
        let removed = self.rights.as_gateway().is_ok_and(|_lent| std::fs::remove_file(path).is_ok());
        if !removed {
            // It may be gone already, and the next start takes it for what it is.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Doors {
    /// Takes what of the service manager's sockets is wanted; the others stay in `given`.
    pub(super) fn new(rights: Rights, wanted: &[Wanted], given: &mut Vec<Socket>) -> Self {
        let mut taken = Vec::new();
        for wanted in wanted {
            let place = wanted.place.to_string();
            // One whose name is gone hears nobody; one that takes IPv4 and shall not, or the other way round, is in the way of what is wanted.
            let fits = |known: &str, socket: BorrowedFd<'_>| {
                known == place
                    && leaves_ipv4(&wanted.place, socket) == wants_no_ipv4(wanted)
                    && !matches!(&wanted.place, Place::Unix(path) if !is_socket(path))
            };
            if let Some(index) = given.iter().position(|(known, socket)| fits(known, socket.as_fd())) {
                let (_, socket) = given.remove(index);
                taken.push(Rc::new(Door::at(wanted.place.clone(), socket, rights)));
            }
        }
        Self { held: RefCell::default(), given: RefCell::new(taken), rights }
    }

    /// A socket for each that is wanted: the one that is held, or a new one.
    pub(super) fn open(&self, wanted: &[Wanted]) -> Result<Vec<Rc<Door>>, Failure> {
        let (held, given) = (self.held.borrow(), self.given.borrow());
        let mut free: Vec<&Rc<Door>> = held.iter().chain(given.iter()).collect();
        let all = wanted;
        let mut doors = Vec::with_capacity(all.len());
        for wanted in all {
            let known = free.iter().position(|door| door.is(wanted)).map(|index| free.remove(index));
            doors.push(match known.filter(|door| door.is_heard()) {
                Some(door) => Rc::clone(door),
                None => Rc::new(Door::open(wanted, self.rights, held.iter().find(|door| is_in_the_way(door, all)))?),
            });
        }
        Ok(doors)
    }

    /// The same where no process listens at any of them: one that nobody wants any more does not stand in the way of one at its port.
    pub(super) fn open_alone(&self, wanted: &[Wanted]) -> Result<Vec<Rc<Door>>, Failure> {
        match self.open(wanted) {
            Err(_) if self.let_go_of_what_is_in_the_way(wanted) => self.open(wanted),
            other => other,
        }
    }

    /// Whether there was any.
    fn let_go_of_what_is_in_the_way(&self, wanted: &[Wanted]) -> bool {
        let (gone, stay): (Vec<_>, Vec<_>) = self.held.take().into_iter().partition(|door| is_in_the_way(door, wanted));
        self.held.replace(stay);
        sockets::have_forgotten(gone.iter().map(|door| door.socket.as_fd()), true);
        !gone.is_empty()
    }

    /// Holds these too; the service manager is asked to keep those that are new.
    pub(super) fn hold(&self, doors: &[Rc<Door>]) {
        let new = self.not_held(doors);
        self.given.borrow_mut().retain(|door| !has(&new, door));
        // A Unix socket that was made anew because its name was gone: the service manager knows both by one name, and forgets by name.
        let made_anew = |door: &Rc<Door>| matches!(door.place, Place::Unix(_)) && new.iter().any(|other| other.place == door.place);
        let (gone, stay): (Vec<_>, Vec<_>) = self.held.take().into_iter().partition(made_anew);
        self.held.replace(stay);
        sockets::have_forgotten(gone.iter().map(|door| door.socket.as_fd()), false);
        sockets::have_kept(new.iter().map(|door| door.socket.as_fd()));
        self.held.borrow_mut().extend(new);
    }

    /// Holds these and no others.
    pub(super) fn keep(&self, doors: Vec<Rc<Door>>) {
        self.hold(&doors);
        let before = self.held.replace(doors);
        let unwanted = self.held.borrow();
        let unwanted: Vec<&Rc<Door>> = before.iter().filter(|door| !has(&unwanted, door)).collect();
        sockets::have_forgotten(unwanted.iter().map(|door| door.socket.as_fd()), false);
    }

    fn not_held(&self, doors: &[Rc<Door>]) -> Vec<Rc<Door>> {
        let held = self.held.borrow();
        doors.iter().filter(|door| !has(&held, door)).map(Rc::clone).collect()
    }
}

impl Drop for Doors {
    fn drop(&mut self) {
        // The service manager keeps the sockets, and clients find them by their names.
        if sockets::has_service_manager() {
            self.held.borrow().iter().chain(self.given.borrow().iter()).for_each(|door| door.name_stays.set(true));
        }
    }
}

/// Nobody wants it, and it has a port that is wanted.
fn is_in_the_way(door: &Door, wanted: &[Wanted]) -> bool {
    !wanted.iter().any(|wanted| door.is(wanted)) && wanted.iter().any(|wanted| door.has_the_port_of(wanted))
}

fn has(doors: &[Rc<Door>], door: &Rc<Door>) -> bool {
    doors.iter().any(|other| Rc::ptr_eq(other, door))
}

/// Only `[::]` can take IPv4 too.
fn may_take_ipv4(place: &Place) -> bool {
    place.tcp().is_some_and(|address| address.is_ipv6() && address.ip().is_unspecified())
}

fn wants_no_ipv4(wanted: &Wanted) -> bool {
    may_take_ipv4(&wanted.place) && wanted.ipv6_only()
}

fn leaves_ipv4(place: &Place, socket: BorrowedFd<'_>) -> bool {
    may_take_ipv4(place) && rustix::net::sockopt::ipv6_v6only(socket).unwrap_or(false)
}

fn is_socket(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|seen| seen.file_type().is_socket())
}

/// With the gateway's rights, so that it is the gateway's as if that one had opened it. Where the folder is not the gateway's to write in
/// (`run/`, `/run/kakitome`), root opens it and gives it to the gateway.
fn open_unix(wanted: &Wanted, path: &Path, rights: Rights) -> Result<io::Result<OwnedFd>, Failure> {
    let lent = rights.as_gateway()?;
    let opened = wanted.open();
    drop(lent);
    match opened {
        Err(error) if error.kind() == ErrorKind::PermissionDenied && rights.are_two() => {
            Ok(wanted.bind().and_then(|socket| rights.give_socket(path).map(|()| socket)))
        }
        other => Ok(other),
    }
}

/// `of_ours`: a door that is held, has a port that is wanted, and is itself wanted no more.
fn cannot_listen(wanted: &Wanted, of_ours: Option<&Rc<Door>>, error: &io::Error) -> Failure {
    let failure = Failure::new("serve-cannot-listen").with("door", wanted.door).with("place", &wanted.place).with("why", error);
    let of_ours = of_ours.filter(|door| error.kind() == ErrorKind::AddrInUse && door.has_the_port_of(wanted));
    if let Some(door) = of_ours {
        return failure.with("held", &door.place).hint("serve-cannot-listen-beside-ours");
    }
    match (error.kind(), &wanted.place) {
        (ErrorKind::AddrInUse, _) => failure.hint("serve-cannot-listen-taken"),
        (ErrorKind::PermissionDenied, Place::Tcp(_)) => failure.hint("serve-cannot-listen-low-port"),
        (ErrorKind::PermissionDenied | ErrorKind::NotFound, Place::Unix(_)) => failure.hint("serve-cannot-listen-folder"),
        (ErrorKind::AddrNotAvailable, _) => failure.hint("serve-cannot-listen-not-ours"),
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::net::{TcpListener, TcpStream};

    use kakitome_gateway::config::Settings;

    use super::*;

    /// What a configuration with these doors wants.
    fn wanted(folder: &Path, doors: &[&str]) -> Vec<Wanted> {
        let doors: String =
            doors.iter().map(|place| format!("[[listener]]\nkind = \"lmtp\"\naddress = \"{place}\"\nnetworks = [\"here\"]\n")).collect();
        let text = format!(
            "hostname = \"gw.example\"\n[[network]]\nname = \"here\"\naddresses = [\"127.0.0.0/8\"]\n{doors}\
             [next-hop]\naddress = \"127.0.0.1\"\nport = 1\ntls = \"none\"\nprotocol = \"lmtp\"\n"
        );
        let file = folder.join("kakitome.toml");
        std::fs::write(&file, text).unwrap();
        Wanted::by_mail(&Settings::load(&file).unwrap())
    }

    fn address(door: &Door) -> std::net::SocketAddr {
        TcpListener::from(door.socket.try_clone().unwrap()).local_addr().unwrap()
    }

    #[test]
    fn r20_what_is_held_stays_open_and_what_is_no_longer_wanted_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("door");
        let unix = format!("unix:{}", path.display());
        let doors = Doors::new(Rights::One, &[], &mut Vec::new());
        let first = doors.open(&wanted(folder.path(), &["127.83.8.1:0", "127.83.8.1:0", &unix])).unwrap();
        doors.keep(first);
        let open: Vec<_> = doors.held.borrow().iter().take(2).map(|door| address(door)).collect();
        assert_ne!(open[0], open[1], "two doors at free ports");

        // The same once more: the same sockets, in their order.
        let again = doors.open(&wanted(folder.path(), &["127.83.8.1:0", "127.83.8.1:0", &unix])).unwrap();
        assert_eq!(again.iter().take(2).map(|door| address(door)).collect::<Vec<_>>(), open);
        drop(again);
        assert!(path.exists());

        // Others that are opened and not kept are closed; one that cannot be opened takes none of the held ones along.
        let opened = doors.open(&wanted(folder.path(), &["127.83.8.2:0"])).unwrap();
        let other = address(&opened[0]);
        drop(opened);
        assert!(TcpStream::connect(other).is_err());
        let taken = wanted(folder.path(), &["127.83.8.3:0", &open[0].to_string()]);
        let failure = doors.open(&taken).err().unwrap();
        assert!(format!("{failure:?}").contains("serve-cannot-listen-taken"), "{failure:?}");
        assert!(TcpStream::connect(open[0]).is_ok() && std::os::unix::net::UnixStream::connect(&path).is_ok());

        // A name that somebody took away is made anew, and the old door's end leaves it.
        std::fs::remove_file(&path).unwrap();
        let named = doors.open(&wanted(folder.path(), &["127.83.8.1:0", &unix])).unwrap();
        doors.keep(named);
        std::os::unix::net::UnixStream::connect(&path).unwrap();
        assert!(TcpStream::connect(open[0]).is_ok());
        assert!(TcpStream::connect(open[1]).is_err(), "nobody wants it any more");
        drop(doors);
        assert!(!path.exists());
    }

    #[test]
    fn r20_a_socket_of_the_service_manager_is_held_by_its_address() {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.83.8.4:0").unwrap();
        let address = listener.local_addr().unwrap();
        let other = TcpListener::bind("127.83.8.4:0").unwrap();
        let mut given = vec![("127.0.0.1:1".to_owned(), OwnedFd::from(other)), (address.to_string(), OwnedFd::from(listener))];
        let wanted = wanted(folder.path(), &[&address.to_string()]);
        let doors = Doors::new(Rights::One, &wanted, &mut given);
        assert_eq!(given.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["127.0.0.1:1"]);
        assert_eq!(doors.open(&wanted).unwrap().len(), 1, "and not opened a second time");
    }

    /// A port that the system gives to nobody by itself (ip(7), `ip_local_port_range`): another test does not get it meanwhile.
    fn port_of_nobody(address: &str, from: u16) -> Option<u16> {
        let from = from + u16::try_from(std::process::id() % 3000).unwrap();
        (from..from + 1000).find(|port| TcpListener::bind(format!("{address}:{port}")).is_ok())
    }

    #[test]
    fn r20_a_door_that_takes_ipv4_too_is_another_one_than_the_same_without() {
        let folder = tempfile::tempdir().unwrap();
        // Where the machine has no IPv6 there is nothing to tell apart.
        let Some(port) = port_of_nobody("[::]", 20_000) else { return };
        let (six, four) = (format!("[::]:{port}"), format!("0.0.0.0:{port}"));
        let (alone, both) = (wanted(folder.path(), &[&six]), wanted(folder.path(), &[&six, &four]));
        for (before, after) in [(&alone, &both), (&both, &alone)] {
            // By the service manager: what does not fit is not taken.
            let open = before[0].open().unwrap();
            let mut given = vec![(six.clone(), open)];
            let doors = Doors::new(Rights::One, after, &mut given);
            assert_eq!(given.len(), 1);
            drop(given);
            assert_eq!(doors.open(after).unwrap().len(), after.len());
            drop(doors);

            // Beside a gateway that listens: told, with what to do. Where none does: the old one goes.
            let doors = Doors::new(Rights::One, &[], &mut Vec::new());
            doors.keep(doors.open(before).unwrap());
            let failure = doors.open(after).err().unwrap();
            assert!(format!("{failure:?}").contains("serve-cannot-listen-beside-ours"), "{failure:?}");
            assert_eq!(doors.held.borrow().len(), before.len(), "what is held stays");
            let opened = doors.open_alone(after).unwrap();
            doors.keep(opened);
            TcpStream::connect(("127.0.0.1", port)).unwrap();
        }
    }

    #[test]
    fn r20_a_held_door_that_is_no_longer_wanted_does_not_keep_its_port_from_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let port = port_of_nobody("0.0.0.0", 24_000).unwrap();
        let doors = Doors::new(Rights::One, &[], &mut Vec::new());
        doors.keep(doors.open(&wanted(folder.path(), &[&format!("0.0.0.0:{port}")])).unwrap());
        let next = wanted(folder.path(), &[&format!("127.83.8.5:{port}")]);
        assert!(doors.open(&next).is_err());
        let opened = doors.open_alone(&next).unwrap();
        doors.keep(opened);
        assert!(TcpStream::connect(("127.83.8.5", port)).is_ok());
        assert!(TcpStream::connect(("127.83.8.6", port)).is_err());
    }

    #[test]
    fn r20_a_socket_of_the_service_manager_whose_name_is_gone_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("door");
        let unix = format!("unix:{}", path.display());
        let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let mut given = vec![(unix.clone(), OwnedFd::from(listener))];
        let wanted = wanted(folder.path(), &[&unix]);
        let doors = Doors::new(Rights::One, &wanted, &mut given);
        assert_eq!(given.len(), 1, "it is to be forgotten and closed");
        doors.keep(doors.open(&wanted).unwrap());
        std::os::unix::net::UnixStream::connect(&path).unwrap();
    }
}
