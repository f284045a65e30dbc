//! Several messages as files of a folder: all or none.

use std::fs::{self, OpenOptions};
use std::io::{BufWriter, ErrorKind, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use kakitome_mime::Message;
use kakitome_smime::seal::{self, Envelope};

use crate::failure::{Failure, failed};

/// What becomes of the header.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// It stays outside.
    Plain,
    /// It goes inside too.
    Protecting,
}

/// Writes one message.
pub(super) fn one(
    mail: &mut (impl Read + Seek),
    index: &Message,
    message: &Envelope,
    how: How,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let written = match how {
        How::Plain => seal::encrypt(mail, index, &message.request, out),
        How::Protecting => seal::encrypt_protecting(mail, index, &message.request, out),
    };
    written.map_err(|error| failed("encrypt-failed", &error))
}

/// Writes 1.eml, 2.eml, …; the names, in the order of the messages.
pub(super) fn files(
    mail: &mut (impl Read + Seek),
    index: &Message,
    messages: &[Envelope],
    folder: &Path,
    how: How,
) -> Result<Vec<PathBuf>, Failure> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(unwritable(folder, &error)),
        _ => {}
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (number, message) in (1..).zip(messages) {
        let path = folder.join(format!("{number}.eml"));
        if let Err(failure) = file(mail, index, (message, how), &path, &mut written) {
            for path in &written {
                // what remains of a failure is told by the failure
                let _ = fs::remove_file(path);
            }
            return Err(failure);
        }
    }
    Ok(written)
}

fn file(
    mail: &mut (impl Read + Seek),
    index: &Message,
    (message, how): (&Envelope, How),
    path: &Path,
    written: &mut Vec<PathBuf>,
) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new("cli-file-exists").with("file", path.display()).hint("cli-file-exists-hint"),
        _ => unwritable(path, &error),
    })?;
    written.push(path.to_owned());
    let mut out = BufWriter::new(file);
    one(mail, index, message, how, &mut out)?;
    out.flush().map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new("cli-file-unwritable").with("file", path.display()).with("why", error)
}
