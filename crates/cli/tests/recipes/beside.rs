//! A Postfix and a gateway beside each other, as a page of Postfix's has them: filled in, started, and compared in one place.

use std::path::PathBuf;

use crate::page::Page;
use crate::postfix::{Doors, Postfix, hand_in, path, quoted};
use crate::stage::{CUSTOMER, Stage, program, text, wait_for_line};
use crate::support::mails;

/// A page's gateway and Postfix, each on ports of its own; what stands on the page at `port` and at 10025 is filled in.
pub(crate) struct Beside {
    pub(crate) page: Page,
    pub(crate) stage: Stage,
    program: PathBuf,
    doors: Doors,
    port: u16,
}

impl Beside {
    /// Nothing runs yet; nothing at all if there is no Postfix. `kind` is the gateway's listener, `port` the page's for it.
    pub(crate) fn new(test: &str, page: &str, kind: &'static str, port: u16) -> Option<Self> {
        let program = program(test, "postfix", true)?;
        Some(Self { page: Page::read(page), stage: Stage::new(kind), program, doors: Doors::new(), port })
    }

    /// A block of the page; `places` must be in it, the ports need not.
    pub(crate) fn block(&self, id: &str, places: &[(&str, &str)]) -> String {
        let ports = [(self.port, self.stage.door), (10_025, self.doors.back)];
        let filled = self.page.filled(id, places);
        ports.iter().fold(filled, |text, (page, here)| {
            text.replace(&format!("127.0.0.1:{page}"), &format!("127.0.0.1:{here}"))
                .replace(&format!("127.0.0.1]:{page}"), &format!("127.0.0.1]:{here}"))
                .replace(&format!("port = {page}\n"), &format!("port = {here}\n"))
        })
    }

    /// The same, as a file; its path.
    pub(crate) fn file(&self, id: &str) -> String {
        let file = self.stage.scratch().join(id.rsplit('/').next().unwrap());
        std::fs::write(&file, self.block(id, &[])).unwrap();
        path(&file)
    }

    /// Writes the page's `kakitome.toml`.
    pub(crate) fn configure(&self, places: &[(&str, &str)], more: &str) {
        self.stage.configure(&self.page, &self.block("kakitome.toml", places), more);
    }

    /// Starts Postfix with these lines of the page.
    pub(crate) fn postfix(&self, main: &str, master: &str) -> Postfix {
        Postfix::start(&self.program, &self.stage.scratch().join("mta"), &self.doors, self.stage.sink.address, main, master)
    }

    /// The page shows what was said, at the page's ports.
    pub(crate) fn shows(&self, id: &str, said: &str, places: &[(&str, &str)]) {
        let (page, here) = (self.port, self.stage.door);
        let ports =
            [(format!("127.0.0.1]:{page}"), format!("127.0.0.1]:{here}")), (format!("127.0.0.1:{page}"), format!("127.0.0.1:{here}"))];
        let places: Vec<(&str, &str)> = ports.iter().map(|(page, here)| (&**page, &**here)).chain(places.iter().copied()).collect();
        self.page.shows(id, said, &places);
    }

    /// What every mail that can be signed becomes: taken at the front door, and signed at the far end.
    pub(crate) fn all_are_signed(&self, postfix: &Postfix) {
        for mail in mails::signable() {
            assert!(hand_in(postfix.address, &mail.bytes).starts_with("250"), "{}", mail.name);
            self.stage.arrives_signed(mail.name);
        }
    }

    /// Where the application hears of it at once: the answer to a mail that the page shows by this name.
    pub(crate) fn answers(&self, postfix: &Postfix, id: &str, mail: &[u8]) {
        self.shows(id, &hand_in(postfix.address, mail), &[]);
    }

    /// Where the queue keeps it: the newest line of the log with these words, from the status on.
    pub(crate) fn logs(&self, postfix: &Postfix, id: &str, words: &[&str]) {
        let line = wait_for_line(&postfix.log(), &[&["status=deferred"], words].concat());
        self.shows(id, line.split_once("status=").unwrap().1, &[]);
    }

    /// Where the queue keeps it: the next report at the far end.
    pub(crate) fn reports(&self, id: &str, places: &[(&str, &str)]) {
        self.shows(id, &quoted(&text(&self.stage.sink.next()), CUSTOMER), places);
    }
}
