//! The corpus, and lists out of it.

pub(crate) mod forge;
pub(crate) mod token;

use std::path::{Path, PathBuf};

use kakitome_pki::{Certificate, UnixTime, certificates_from};
use kakitome_roots::{Beside, Error, Snapshot, read};

/// A file or folder of the corpus.
pub(crate) fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let found = shared.join("corpus").join(path);
    assert!(found.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", found.display());
    found
}

pub(crate) fn day(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

/// The certificates of Microsoft's roots, 714 files.
pub(crate) fn microsofts() -> Vec<Certificate> {
    let files = std::fs::read_dir(corpus("authroot/crt")).unwrap();
    files.flat_map(|file| certificates_from(&std::fs::read(file.unwrap().path()).unwrap()).unwrap()).collect()
}

pub(crate) fn reading(bytes: &[u8], certificates: &[Certificate]) -> Result<Snapshot, Error> {
    read(bytes, &Beside { date: day("2026-11-22"), certificates })
}

/// A list of the corpus, first seen on the day that its name says.
pub(crate) fn authroot(date: &str, certificates: &[Certificate]) -> Snapshot {
    let bytes = std::fs::read(corpus(&format!("authroot/authroot-{date}.stl"))).unwrap();
    let mut list = reading(&bytes, certificates).unwrap_or_else(|error| panic!("{date}: {error}"));
    list.seen = Some(day(date));
    list
}

/// The days of the 17 lists.
pub(crate) fn authroot_days() -> Vec<String> {
    let mut days: Vec<String> = std::fs::read_dir(corpus("authroot"))
        .unwrap()
        .filter_map(|file| file.unwrap().file_name().to_str()?.strip_prefix("authroot-")?.strip_suffix(".stl").map(str::to_owned))
        .collect();
    days.sort();
    days
}

/// NSS's builtin module, wherever a system has it.
pub(crate) fn builtins() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().filter_map(|folder| Some(folder.ok()?.path()));
    let places = folders.flat_map(|folder| [folder.join("libnssckbi.so"), folder.join("nss/libnssckbi.so")]);
    places.chain([PathBuf::from("/usr/lib64/libnssckbi.so")]).find(|path| path.is_file())
}

/// Says that a test was skipped, on standard error and in the file that `cargo xtask test` prints. Never silent.
#[allow(clippy::print_stderr, reason = "a test that did not run says so")]
pub(crate) fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {reason}").expect("the skip file");
    }
}
