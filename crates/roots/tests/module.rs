//! NSS's builtin module as Debian ships it, held against the certdata.txt that it was made of; and modules that are none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_roots::{Snapshot, Source, certdata_of_module, is_module};
use support::{builtins, corpus, day, reading, skip};

/// Version of the module; certificates, how many of them for e-mail without a limit; SHA-256 over a sorted line for each root,
/// "sha256 states". Made of certdata.txt of nss 3.87.1 (Debian's source package 2:3.87.1-1+deb12u4) by a reader in another language.
const KNOWN: [(&str, usize, usize, &str); 1] = [("2.60", 160, 100, "2f1e9471e498a4ff5a703781d354a6075d46a0b0c34cf95d8522ccf4af311739")];

fn lines(list: &Snapshot) -> Vec<String> {
    let mut lines: Vec<String> = list
        .roots()
        .iter()
        .map(|root| {
            let states: Vec<&str> = root.limits.iter().map(|limit| limit.state.word()).collect();
            format!("{} {}", root.id(), states.join(" ")).trim_end().to_owned()
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn debians_module_says_what_its_certdata_says() {
    let Some(module) = builtins() else { return skip("debians_module_says_what_its_certdata_says", "no libnssckbi.so (package libnss3)") };
    assert!(is_module(&std::fs::read(&module).unwrap()));
    let text = certdata_of_module(&module).unwrap();
    let list = reading(text.as_bytes(), &[]).unwrap();
    assert_eq!(list.source, Source::Mozilla);
    let version = text.lines().next().unwrap().rsplit(' ').next().unwrap();
    let good = lines(&list).iter().filter(|line| line.len() == 64).count();
    match KNOWN.iter().find(|(known, ..)| *known == version) {
        Some((_, certificates, for_email, expected)) => {
            let all: String = lines(&list).iter().map(|line| format!("{line}\n")).collect();
            let hash: String =
                digest(DigestAlgorithm::Sha256, all.as_bytes()).unwrap().as_bytes().iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!((list.roots().len(), good, hash.as_str()), (*certificates, *for_email, *expected));
        }
        // another version: between its neighbours, and every root that both of them have with one state has that state
        None => {
            let neighbour = |name: &str| reading(&std::fs::read(corpus(&format!("nss-certdata/{name}.txt"))).unwrap(), &[]).unwrap();
            let (old, new) = (neighbour("certdata-2021-12-13-22ff479db95d"), neighbour("certdata-2026-04-09-9d75dfde2e79"));
            let states = |list: &Snapshot, id: &str| lines(list).into_iter().find(|line| line.starts_with(id));
            let mut compared = 0;
            for line in lines(&list) {
                let (before, after) = (states(&old, &line[..64]), states(&new, &line[..64]));
                if before.is_some() && before == after {
                    assert_eq!(before.as_ref(), Some(&line), "module {version}");
                    compared += 1;
                }
            }
            assert!(compared > 50 && (60..200).contains(&good), "module {version}: {compared} compared, {good} for e-mail");
        }
    }
    // every root comes with its name and certificate
    assert!(list.roots().iter().all(|root| root.certificate.is_some() && !root.name.is_empty()));
    let netlock = list.roots().iter().find(|root| root.name.starts_with("NetLock Arany")).map(|root| root.name.as_str());
    assert_eq!(netlock, Some("NetLock Arany (Class Gold) Főtanúsítvány"), "names are UTF-8");
    let at = day("2026-01-01");
    assert!(list.roots().iter().any(|root| root.email(at, at).0.word() == "ok"));
}

#[test]
fn a_library_that_is_no_module_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let library = compiled(folder.path(), "int nothing(void) { return 0; }");
    let said = certdata_of_module(&library).unwrap_err().to_string();
    assert!(said.contains("PKCS#11") && said.contains("C_GetFunctionList"), "{said}");
    let cut = folder.path().join("cut.so");
    std::fs::write(&cut, &std::fs::read(&library).unwrap()[..100]).unwrap();
    assert!(certdata_of_module(&cut).is_err());
}

#[test]
fn trust_objects_of_pkcs_11_3_2_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let certificates = support::microsofts();
    let library = compiled(folder.path(), &support::token::source(&certificates[..4]));
    let text = certdata_of_module(&library).unwrap();
    let list = reading(text.as_bytes(), &[]).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let states: Vec<String> = certificates[..4]
        .iter()
        .map(|certificate| {
            let root = list.roots().iter().find(|root| root.sha256 == Some(*certificate.sha256())).unwrap();
            root.limits.iter().map(|limit| limit.state.word()).collect()
        })
        .collect();
    assert_eq!(states, ["", "disallowed", "email-off", "email-off"], "{text}");
}

/// A shared library of C, by the compiler that links our own programs.
fn compiled(folder: &Path, source: &str) -> PathBuf {
    let (file, library) = (folder.join("module.c"), folder.join("module.so"));
    std::fs::write(&file, source).unwrap();
    let output = Command::new("cc").args(["-shared", "-fPIC", "-w", "-o"]).arg(&library).arg(&file).output().expect("cc is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}
