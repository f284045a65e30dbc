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

    fn open(wanted: &Wanted, rights: Rights) -> Result<Self, Failure> {
        let opened = match &wanted.place {
            Place::Tcp(_) => wanted.open(),
            Place::Unix(path) => open_unix(wanted, path, rights)?,
        };
        let socket = opened.map_err(|error| cannot_listen(wanted, &error))?;
        Ok(Self { place: wanted.place.clone(), socket, rights, name_stays: Cell::new(false) })
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
            if let Some(index) = given.iter().position(|(known, _)| *known == place) {
                let (_, socket) = given.remove(index);
                taken.push(Rc::new(Door { place: wanted.place.clone(), socket, rights, name_stays: Cell::new(false) }));
            }
        }
        Self { held: RefCell::default(), given: RefCell::new(taken), rights }
    }

    /// A socket for each that is wanted: the one that is held, or a new one.
    pub(super) fn open(&self, wanted: &[Wanted]) -> Result<Vec<Rc<Door>>, Failure> {
        let (held, given) = (self.held.borrow(), self.given.borrow());
        let mut free: Vec<&Rc<Door>> = held.iter().chain(given.iter()).collect();
        let mut doors = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let known = free.iter().position(|door| door.place == wanted.place).map(|index| free.remove(index));
            doors.push(match known.filter(|door| door.is_heard()) {
                Some(door) => Rc::clone(door),
                None => Rc::new(Door::open(wanted, self.rights)?),
            });
        }
        Ok(doors)
    }

    /// Holds these too; the service manager is asked to keep those that are new.
    pub(super) fn hold(&self, doors: &[Rc<Door>]) {
        let new = self.not_held(doors);
        self.given.borrow_mut().retain(|door| !has(&new, door));
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
            self.held.borrow().iter().for_each(|door| door.name_stays.set(true));
        }
    }
}

fn has(doors: &[Rc<Door>], door: &Rc<Door>) -> bool {
    doors.iter().any(|other| Rc::ptr_eq(other, door))
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

fn cannot_listen(wanted: &Wanted, error: &io::Error) -> Failure {
    let failure = Failure::new("serve-cannot-listen").with("door", wanted.door).with("place", &wanted.place).with("why", error);
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
}
