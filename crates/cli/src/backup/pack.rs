//! The home into one file: a tar (POSIX.1-2001) whose first entry says what follows, with the SHA-256 of each.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use kakitome_crypto::{DigestAlgorithm, Hasher};
use kakitome_store::Millis;
use rustix::fs::OFlags;
use serde_json::json;

use crate::backup::belongs::{COPY, Contents, MANIFEST};
use crate::backup::file::{at, private};
use crate::failure::Failure;
use crate::home::Home;
use crate::values::{hex, rfc3339};

/// What was packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) bytes: u64,
}

/// Writes the backup. A failure leaves no half of one.
pub(super) fn pack(home: &Home, contents: &Contents, out: &Path) -> Result<Summary, Failure> {
    let file = private(out)?;
    write(home, contents, &file, out).inspect_err(|_| {
        let _ = std::fs::remove_file(out);
    })
}

fn write(home: &Home, contents: &Contents, file: &File, out: &Path) -> Result<Summary, Failure> {
    let mut sources: Vec<(String, File)> = Vec::new();
    for path in &contents.files {
        sources.push((name(path)?, open(&home.folder.join(path))?));
    }
    sources.push((name(&contents.database)?, copied_database(home)?));

    // A file may grow while it is read (the log of key uses): what is there now is what is packed.
    let mut lengths = Vec::new();
    let mut digests = BTreeMap::new();
    for (name, source) in &mut sources {
        let (length, digest) = measure(source).map_err(|error| at("backup-unreadable", Path::new(name), &error))?;
        digests.insert(name.clone(), json!({ "sha256": hex(&digest), "bytes": length }));
        lengths.push(length);
    }
    let manifest = json!({
        "schema": "kakitome.backup/1", "program": env!("CARGO_PKG_VERSION"), "made": rfc3339(Millis::now()), "files": digests,
    });
    let mut tar = tar::Builder::new(std::io::BufWriter::new(file));
    let unwritable = |error: &std::io::Error| at("backup-unwritable", out, error);
    let text = format!("{manifest:#}\n");
    append(&mut tar, MANIFEST, text.len() as u64, text.as_bytes()).map_err(|error| unwritable(&error))?;
    for ((name, source), length) in sources.iter_mut().zip(&lengths) {
        source.rewind().map_err(|error| unwritable(&error))?;
        append(&mut tar, name, *length, source.take(*length)).map_err(|error| unwritable(&error))?;
    }
    let mut inner = tar.into_inner().map_err(|error| unwritable(&error))?;
    inner.flush().and_then(|()| file.sync_all()).map_err(|error| unwritable(&error))?;
    Ok(Summary { files: sources.len(), bytes: lengths.iter().sum() })
}

/// The database as of one moment, while others write into it. The copy is the gateway's, beside the database, and has lost its name when
/// this returns.
fn copied_database(home: &Home) -> Result<File, Failure> {
    let mut copy = home.settings.database.clone().into_os_string();
    copy.push(format!("{COPY}{}", Millis::now().0));
    let copy = std::path::PathBuf::from(copy);
    let copied = home.ask(async |store| store.copy_to(&copy).await).and_then(|()| open(&copy));
    let _ = std::fs::remove_file(&copy);
    copied
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, length: u64, content: impl Read) -> std::io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(Millis::now().seconds()).unwrap_or(0));
    tar.append_data(&mut header, name, content)
}

fn measure(file: &mut File) -> std::io::Result<(u64, Vec<u8>)> {
    let mut hasher = Hasher::new(DigestAlgorithm::Sha256).ok_or(std::io::ErrorKind::Unsupported)?;
    let length = std::io::copy(file, &mut hasher)?;
    Ok((length, hasher.finish().as_bytes().to_vec()))
}

/// Never through a link.
fn open(path: &Path) -> Result<File, Failure> {
    let opened = OpenOptions::new().read(true).custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path);
    opened.map_err(|error| at("backup-unreadable", path, &error))
}

fn name(path: &Path) -> Result<String, Failure> {
    let odd = || Failure::new("backup-odd-name").with("file", path.display());
    path.to_str().map(str::to_owned).ok_or_else(odd)
}
