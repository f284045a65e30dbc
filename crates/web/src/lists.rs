//! The lists of roots that mails are judged by: Mozilla's and the home's own root; and those by which each mail program judges: what
//! came with the program, newer ones that are kept in the home.

use std::path::Path;

use kakitome_clients::{Promise, Stores};
use kakitome_pki::{Anchors, Certificate, UnixTime, certificates_from};
use kakitome_roots::{History, Shelf, Snapshot, mozilla};

use crate::error::Error;

/// Names under which the home keeps lists that a mail program judges by; what takes away comes after what it takes from.
const KEPT: [&str; 4] = ["mozilla", "apple", "microsoft", "microsoft-disallowed"];
/// Where the home keeps them.
const FOLDER: &str = "trust";
/// The built-in authority's root in the home.
const OWN_ROOT: &str = "ca/root.pem";
/// Promises to sign, one's own and others'.
const PROMISES: &str = "promises.toml";

/// What is at hand.
pub(crate) struct Lists {
    /// By which a verdict is found.
    pub(crate) judged_by: Snapshot,
    /// All editions of it at hand.
    pub(crate) history: History,
    /// The home's own root.
    pub(crate) own: Vec<Certificate>,
    /// By which mail programs judge.
    pub(crate) programs: Stores,
    /// Promises to sign that the home knows.
    pub(crate) promises: Vec<Promise>,
}

impl Lists {
    /// The newest of each. A home without lists has those that came with the program.
    pub(crate) fn read(home: &Path) -> Result<Self, Error> {
        let shipped = mozilla().map_err(|error| Error::data("Mozilla's list", &error))?;
        let known: Vec<Certificate> = shipped.roots().iter().filter_map(|root| root.certificate.clone()).collect();
        let shelf = Shelf::new(home.join(FOLDER));
        let mut programs = Stores::shipped().map_err(|error| Error::data("lists of mail programs", &error))?;
        let mut judged_by = shipped;
        for name in KEPT {
            let found = shelf.at(name, UnixTime::now()).map_err(|error| Error::data(name, &error))?;
            let Some(mut list) = found else { continue };
            list.resolve(&known);
            programs = programs.with(list.clone());
            if name == "mozilla" {
                judged_by = list;
            }
        }
        let history = shelf.history("mozilla").map_err(|error| Error::data("mozilla", &error))?;
        let history = if history.editions().is_empty() { History::new([judged_by.clone()]) } else { history };
        Ok(Self { judged_by, history, own: own_root(home)?, promises: promises(home)?, programs })
    }

    /// Whom a signature may lead to.
    pub(crate) fn anchors(&self) -> Anchors {
        let mut anchors = self.judged_by.anchors();
        anchors.extend(Anchors::from_certificates(self.own.clone()));
        anchors
    }
}

fn own_root(home: &Path) -> Result<Vec<Certificate>, Error> {
    let path = home.join(OWN_ROOT);
    let Some(bytes) = content(&path)? else { return Ok(Vec::new()) };
    certificates_from(&bytes).map_err(|error| Error::data(path.display().to_string(), &error))
}

fn promises(home: &Path) -> Result<Vec<Promise>, Error> {
    let path = home.join(PROMISES);
    let Some(bytes) = content(&path)? else { return Ok(Vec::new()) };
    let text = String::from_utf8(bytes).map_err(|error| Error::data(path.display().to_string(), &error))?;
    Promise::read_all(&text).map_err(|error| Error::data(path.display().to_string(), &error))
}

/// A file that may be missing.
fn content(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::File { act: "read", path: path.to_owned(), source }),
    }
}
