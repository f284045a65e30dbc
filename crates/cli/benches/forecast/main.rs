//! How long `kakitome forecast` takes over a large mailbox: 100,000 signed mails of 1,000 signers in ten mbox files, and the certificates
//! of all of them in a folder, over three years ahead. Limit: one minute. Beside it the time that only reading the bytes takes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a program that measures"
)]

#[path = "../../../smime/tests/support/mod.rs"]
mod support;

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use support::{Authority, TEXT, clear, mail};

const SIGNERS: usize = 1_000;
const FILES: usize = 10;
const LIMIT: Duration = Duration::from_secs(60);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let certificates = folder.path().join("certificates");
    std::fs::create_dir(&certificates).unwrap();
    let root = Authority::new("Example CA");
    let write = |name: &str, der: &[u8]| std::fs::write(certificates.join(name), der).unwrap();
    write("root.der", root.certificate.as_der());
    let mails: Vec<Vec<u8>> = (0..SIGNERS)
        .map(|number| {
            let address = format!("person{number}@bank.example");
            let person = root.person(&address);
            write(&format!("{number}.der"), person.certificate.as_der());
            let entity = clear(TEXT, &person.detached(TEXT.as_bytes()));
            [b"From x@y.example Sun Nov 22 10:00:00 2026\n", &mail(&address, &entity)[..], b"\n"].concat()
        })
        .collect();
    let mut paths = Vec::new();
    for number in 0..FILES {
        let path = folder.path().join(format!("{number}.mbox"));
        let mut file = BufWriter::new(File::create(&path).unwrap());
        // each signer ten times in each file
        (0..10).for_each(|_| mails.iter().for_each(|one| file.write_all(one).unwrap()));
        file.flush().unwrap();
        paths.push(path);
    }
    let start = Instant::now();
    let mut bytes = 0;
    for path in &paths {
        let mut buffer = Vec::new();
        bytes += File::open(path).unwrap().read_to_end(&mut buffer).unwrap();
    }
    let reading = start.elapsed();
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .env("KAKITOME_HOME", folder.path().join("nowhere"))
        .args(["forecast", "--json", "--from", "2035-06-01", "--until", "2037-01-01", "--cert"])
        .arg(&certificates)
        .args(paths.iter().flat_map(|path| ["--mail".as_ref(), path.as_os_str()]))
        .output()
        .unwrap();
    let whole = start.elapsed();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("\"signed\": 100000") && said.contains("leaf-expires") && said.contains("root-expires"));
    println!("100,000 mails ({} MB), {SIGNERS} certificates", bytes / 1_000_000);
    println!("  bytes alone {reading:?}, forecast {whole:?}; limit {LIMIT:?}: {}", if whole < LIMIT { "kept" } else { "BROKEN" });
    assert!(whole < LIMIT * 20, "far beyond the limit, on however loaded a machine");
}
