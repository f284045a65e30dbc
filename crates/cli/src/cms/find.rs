//! What a file holds that can be shown: itself, or the S/MIME parts of a mail.

use std::io::{Read, Seek};

use kakitome_cms::{Error, armor};
use kakitome_mime::Limits;
use kakitome_smime::{Container, containers};

use crate::failure::{Failure, failed};
use crate::input::Input;

/// A structure to be shown.
pub(super) enum Found {
    /// The file itself.
    File,
    /// A part of a mail.
    Part(Container),
}

/// Bytes that are looked at to tell a file from a mail.
const LOOK: u64 = 4096;

/// All that a file holds.
pub(super) fn all(source: &mut Input, file: &str) -> Result<Vec<Found>, Failure> {
    let unreadable = |error: std::io::Error| Failure::new("cli-input-unreadable").with("file", file).with("why", error);
    let mut start = Vec::new();
    source.by_ref().take(LOOK).read_to_end(&mut start).map_err(unreadable)?;
    if is_file(&start) {
        return Ok(vec![Found::File]);
    }
    let parts = containers(source, &Limits::default()).map_err(|error| failed("cli-mail-unreadable", &error).with("file", file))?;
    if !parts.is_empty() {
        return Ok(parts.into_iter().map(Found::Part).collect());
    }
    // neither: base64 without any label, or text before one
    source.rewind().map_err(unreadable)?;
    match armor::decode_any(&mut *source) {
        Ok(_) => Ok(vec![Found::File]),
        Err(Error::Io { source, .. }) => Err(unreadable(source)),
        Err(_) => Ok(Vec::new()),
    }
}

/// Binary, or PEM from its first line.
fn is_file(start: &[u8]) -> bool {
    let is_sequence = matches!(start, [0x30, length, ..] if !(0x20..0x7f).contains(length) || start.len() == usize::from(*length) + 2);
    is_sequence || start.trim_ascii_start().starts_with(b"-----BEGIN ")
}

impl Found {
    /// The part of the mail.
    pub(super) fn part(&self) -> Option<&String> {
        match self {
            Self::File => None,
            Self::Part(container) => Some(&container.part),
        }
    }

    /// Its media type.
    pub(super) fn media_type(&self) -> Option<&str> {
        match self {
            Self::File => None,
            Self::Part(container) => Some(&container.media_type),
        }
    }

    /// Its binary form, from the beginning. The inner error is about its armour.
    pub(super) fn open<'s>(&self, source: &'s mut Input) -> Result<Result<Box<dyn Read + 's>, Error>, Failure> {
        match self {
            Self::File => {
                source.rewind().map_err(|error| failed("cms-unreadable", &error))?;
                Ok(armor::decode_any(source))
            }
            Self::Part(container) => {
                let bytes = container.open(source).map_err(|error| failed("cms-unreadable", &error))?;
                Ok(armor::decode_any(bytes))
            }
        }
    }
}
