//! Who signed the mails of a person or a house: the signer's certificate and what came along, counted by certificate. Signatures are
//! not checked here: whether a mail is good is asked of `verify`; what a list does to its certificate does not depend on that.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kakitome_clients::forecast::{Held, Kind};
use kakitome_cms::{SignedData, armor};
use kakitome_mime::Limits;
use kakitome_pki::{Certificate, Remembered};
use kakitome_smime::containers;

use super::holdings::name;
use super::mailbox::{self, Source};
use crate::context::Context;
use crate::failure::Failure;

/// Certificates kept for one signer: more intermediates than this no signer has used.
const MOST_CHAIN: usize = 32;

/// What was found.
#[derive(Default)]
pub(super) struct Mails {
    pub(super) read: u64,
    pub(super) signed: u64,
    pub(super) unread: u64,
    signers: HashMap<[u8; 32], Held>,
}

impl Mails {
    /// Reads all mails at these paths; a line shows how far it is.
    pub(super) fn read(&mut self, paths: &[PathBuf], context: Context) -> Result<(), Failure> {
        let mut files = Vec::new();
        for path in paths {
            let unreadable = |error: std::io::Error| failure(path, &error);
            files.extend(mailbox::files(path).map_err(unreadable)?);
        }
        if files.is_empty() {
            return Ok(());
        }
        let line = line(files.len(), context);
        let remembered = Remembered::default();
        let (next, failures) = (Mutex::new(files.iter()), Mutex::new(Vec::new()));
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let work = || {
            let mut own = Self::default();
            loop {
                let file = next.lock().ok().and_then(|mut files| files.next());
                let Some(file) = file else { return own };
                let read = mailbox::each(file, |source| own.add(source, &remembered));
                if let (Err(error), Ok(mut failures)) = (read, failures.lock()) {
                    failures.push(failure(file, &error));
                }
                line.inc(1);
            }
        };
        let found: Vec<Self> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        line.finish_and_clear();
        if let Some(failure) = failures.into_inner().ok().and_then(|failures| failures.into_iter().next()) {
            return Err(failure);
        }
        found.into_iter().for_each(|one| self.merge(one));
        Ok(())
    }

    fn add(&mut self, mut source: Source, remembered: &Remembered) {
        self.read = self.read.saturating_add(1);
        let Ok(found) = containers(&mut source, &Limits::default()) else {
            self.unread = self.unread.saturating_add(1);
            return;
        };
        let mut signed = false;
        for container in found {
            let Ok(bytes) = container.open(&mut source) else { continue };
            let data = armor::decode_any(bytes)
                .and_then(|bytes| SignedData::read(bytes, &mut std::io::sink(), &[], &kakitome_cms::Limits::default()));
            // something else than a signature, or one that cannot be read
            let Ok(data) = data else { continue };
            signed |= self.signers_of(&data, remembered);
        }
        self.signed = self.signed.saturating_add(u64::from(signed));
    }

    fn signers_of(&mut self, data: &SignedData, remembered: &Remembered) -> bool {
        let all: Vec<Certificate> = data.certificates.iter().filter_map(|der| remembered.certificate(der).ok()).collect();
        for signer in &data.signers {
            let Some(leaf) = all.iter().find(|one| signer.identifier.names(one)) else { continue };
            let new = || Held { name: name(leaf), kind: Kind::Mail, leaf: leaf.clone(), chain: Vec::new(), mails: 0 };
            let held = self.signers.entry(*leaf.sha256()).or_insert_with(new);
            held.mails = held.mails.saturating_add(1);
            for one in &all {
                if one != leaf && held.chain.len() < MOST_CHAIN && !held.chain.contains(one) {
                    held.chain.push(one.clone());
                }
            }
        }
        !data.signers.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.read = self.read.saturating_add(other.read);
        self.signed = self.signed.saturating_add(other.signed);
        self.unread = self.unread.saturating_add(other.unread);
        for (hash, held) in other.signers {
            match self.signers.get_mut(&hash) {
                None => _ = self.signers.insert(hash, held),
                Some(known) => join(known, held),
            }
        }
    }

    /// Gives the mails of a certificate to whoever holds it otherwise.
    pub(super) fn give(&mut self, held: &mut Held) {
        if let Some(known) = self.signers.remove(held.leaf.sha256()) {
            join(held, known);
        }
    }

    /// Those that nobody holds otherwise, by name.
    pub(super) fn rest(&mut self) -> Vec<Held> {
        let mut rest: Vec<Held> = std::mem::take(&mut self.signers).into_values().collect();
        rest.sort_by(|one, other| (&one.name, one.leaf.sha256()).cmp(&(&other.name, other.leaf.sha256())));
        rest
    }
}

fn join(known: &mut Held, other: Held) {
    known.mails = known.mails.saturating_add(other.mails);
    for one in other.chain {
        if known.chain.len() < MOST_CHAIN && !known.chain.contains(&one) {
            known.chain.push(one);
        }
    }
}

fn failure(path: &std::path::Path, error: &std::io::Error) -> Failure {
    Failure::new("forecast-unreadable-mail").with("file", path.display()).with("why", error)
}

fn line(files: usize, context: Context) -> ProgressBar {
    // draws nothing where standard error is no terminal
    let length = u64::try_from(files).ok();
    let line = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {elapsed} {eta}") {
        line.set_style(style);
    }
    line.set_message(context.say("forecast-working", &[]));
    line
}
