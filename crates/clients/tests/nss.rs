//! NSS, the library under Thunderbird, by its own program (`cmsutil`): what it says of every signed mail in Thunderbird's test suite, with
//! the root trusted and without, beside what we say of the same signer. Who is right where they differ stands in
//! `truth/nss.tsv`; a difference that has gone fails too. (Paths: `crates/pki/tests/nss_pkits.rs`.)

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use kakitome_pki::{Anchors, UnixTime, certificates_from};
use kakitome_smime::{Evidence, Form, Integrity, LayerKind, Policy, Report, containers, open};

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

fn run<A: AsRef<OsStr>>(program: &str, words: impl IntoIterator<Item = A>) -> String {
    let output = Command::new(program).args(words).output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A certificate store with this root trusted for mail, or with nothing.
fn store(folder: &Path, name: &str, root: Option<&Path>) -> String {
    let folder = folder.join(name);
    fs::create_dir(&folder).unwrap();
    let store = format!("sql:{}", folder.display());
    run("certutil", ["-N", "-d", &store, "--empty-password"]);
    if let Some(root) = root {
        let said = run("certutil", ["-A", "-d", &store, "-n", "root", "-t", ",C,", "-a", "-i", root.to_str().unwrap()]);
        assert!(said.is_empty(), "{said}");
    }
    store
}

/// The first part of a multipart/signed, by plain text search: our own index is not its own witness.
fn first_part(mail: &str) -> Vec<u8> {
    let boundary = mail.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let delimiter = format!("\n--{boundary}");
    let part = mail.split(&delimiter).nth(1).unwrap();
    let part = part.strip_prefix("\r\n").or(part.strip_prefix('\n')).unwrap();
    part.replace("\r\n", "\n").trim_end_matches('\r').replace('\n', "\r\n").into_bytes()
}

/// What NSS says of the outermost signature.
fn theirs(folder: &Path, store: &str, mail: &[u8], form: Form) -> &'static str {
    let (container, content) = (folder.join("container"), folder.join("content"));
    let mut source = Cursor::new(mail);
    let found = containers(&mut source, &kakitome_mime::Limits::default()).unwrap();
    let mut der = Vec::new();
    found.last().unwrap().open(&mut source).unwrap().read_to_end(&mut der).unwrap();
    fs::write(&container, der).unwrap();
    let mut words = vec!["-D", "-d", store, "-u", "4", "-n", "-h", "1", "-i", container.to_str().unwrap()];
    if form == Form::Clear {
        fs::write(&content, first_part(std::str::from_utf8(mail).unwrap())).unwrap();
        words.extend(["-c", content.to_str().unwrap()]);
    }
    let said = run("cmsutil", &words);
    let status = said.split("signer0.status=").nth(1).and_then(|rest| rest.split(';').next());
    match status.unwrap_or_else(|| panic!("{said}")) {
        "GoodSignature" => "good",
        "DigestMismatch" | "BadSignature" => "altered",
        "SigningCertNotTrusted" | "SigningCertNotFound" => "untrusted",
        other => panic!("{other}"),
    }
}

/// What we say of the same signer.
fn ours(report: &Report) -> &'static str {
    let signer = &report.signers[0];
    match (&signer.integrity, &signer.path) {
        (Integrity::Altered, _) => "altered",
        (_, None) => "untrusted",
        (Integrity::Intact(_), Some(_)) => "good",
        _ => "weak",
    }
}

/// Mail and root, what we say, what NSS says.
fn divergences() -> BTreeMap<String, [&'static str; 2]> {
    let lines = include_str!("truth/nss.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let [mail, own, nss, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("four columns: {line}") };
        assert!(why.contains("right"), "who is right: {line}");
        (mail.to_owned(), [own, nss])
    };
    lines.map(read).collect()
}

#[test]
fn nss_says_of_every_signer_what_we_say() {
    if !["cmsutil", "certutil"].iter().all(|program| Command::new(program).arg("-H").output().is_ok()) {
        if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
            let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            writeln!(file, "nss_says_of_every_signer_what_we_say: cmsutil (package libnss3-tools) is not installed").unwrap();
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = corpus("thunderbird/smime/TestCA.pem");
    let trusted = Anchors::from_certificates(certificates_from(&fs::read(&root).unwrap()).unwrap());
    let stores = [
        ("trusted", store(folder.path(), "trusted", Some(&root)), Evidence::new(trusted)),
        ("not trusted", store(folder.path(), "nobody", None), Evidence::new(Anchors::none())),
    ];
    let mut files: Vec<PathBuf> = fs::read_dir(corpus("thunderbird/smime")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "eml"));
    files.sort();
    let (mut listed, mut wrong, mut count) = (divergences(), Vec::new(), 0);
    for file in files {
        let mail = fs::read(&file).unwrap();
        for (name, store, evidence) in &stores {
            // NSS's program judges now, or at the signing time
            let report = open(&mut Cursor::new(&mail), evidence, &Policy::default(), UnixTime::now()).unwrap();
            let Some(layer) = report.layers.first().filter(|layer| layer.kind == LayerKind::Signed) else { continue };
            let id = format!("{} ({name})", file.file_stem().unwrap().to_str().unwrap());
            let (own, nss) = (ours(&report), theirs(folder.path(), store, &mail, layer.form));
            count += 1;
            match (own == nss, listed.remove(&id)) {
                (true, None) => {}
                (false, Some(known)) if known == [own, nss] => {}
                (_, known) => wrong.push(format!("{id}\t{own}\t{nss}\t{known:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(listed.is_empty(), "listed, and not among the mails: {listed:?}");
    assert!(count >= 50, "{count}");
}
