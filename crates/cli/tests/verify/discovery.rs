//! Paths that must be discovered (attack row C02): the mail has the signer's certificate alone, and every issuer is found by the address in the
//! certificate below it, over HTTP, among cross certificates that lead nowhere and in a circle.

use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};
use serde_json::Value;

use crate::town::{Authority, Server, access, as_ca, authority, params};

/// CAs between the root and Alice.
const LEVELS: usize = 4;

struct World {
    server: Server,
    /// Alice's issuer.
    last: Authority,
    folder: tempfile::TempDir,
}

impl World {
    /// Every second issuer is published as a PKCS#7 bundle together with others of its name.
    fn new() -> Self {
        let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
        let root = authority(as_ca(params("Mihon Bank", "Mihon Root")), None);
        let stranger = authority(as_ca(params("Mihon Bank", "Stranger Root")), None);
        let mut above: Vec<Authority> = Vec::new();
        for level in 1..=LEVELS {
            let mut plan = as_ca(params("Mihon Bank", &format!("Mihon CA {level}")));
            let address = server.url(&format!("/{}.cer", level - 1));
            plan.custom_extensions.push(access(Some(&address).filter(|_| level > 1).map(String::as_str), None));
            if level == 1 {
                plan.custom_extensions.clear();
            }
            above.push(authority(plan, Some(above.last().unwrap_or(&root))));
        }
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        for (at, ca) in above.iter().enumerate() {
            let level = at + 1;
            if level % 2 == 1 {
                server.put(&format!("/{level}.cer"), &ca.der);
                continue;
            }
            // the same name and key, certified by nobody who is trusted, and by the CA below it
            let cross = |issuer: &Authority| ca.certified_by(issuer, None).pem();
            let circle = above.get(level).map(cross).unwrap_or_default();
            write("bundle.pem", [cross(&stranger), circle, ca.pem.clone()].concat().as_bytes());
            let words = "crl2pkcs7 -nocrl -certfile bundle.pem -outform DER -out bundle.p7c";
            let output = Command::new("openssl").current_dir(folder.path()).args(words.split(' ')).output().expect("openssl is installed");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            server.put(&format!("/{level}.cer"), &std::fs::read(folder.path().join("bundle.p7c")).unwrap());
        }
        let mut leaf = params("Mihon Bank", "Alice");
        leaf.subject_alt_names = vec![SanType::Rfc822Name("alice@bank.example".try_into().unwrap())];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.custom_extensions.push(access(Some(&server.url(&format!("/{LEVELS}.cer"))), None));
        let key = KeyPair::generate().unwrap();
        let alice = leaf.signed_by(&key, &above.last().unwrap().issuer()).unwrap();
        write("alice.pem", alice.pem().as_bytes());
        write("alice.key", key.serialize_pem().as_bytes());
        write("root.pem", root.pem.as_bytes());
        write("letter.eml", b"From: alice@bank.example\nTo: you@home.example\nSubject: hello\n\nHello.\n");
        Self { server, last: above.pop().unwrap(), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn mail(&self) -> PathBuf {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.arg("sign").arg("--key").arg(self.path("alice.key")).arg("--cert").arg(self.path("alice.pem"));
        let output = command.arg(self.path("letter.eml")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(self.path("signed.eml"), output.stdout).unwrap();
        self.path("signed.eml")
    }

    fn judge(&self, mail: &Path) -> Value {
        let port = self.server.port.to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.args(["verify", "--lang", "en", "--json", "--online", "--allow-network", "127.0.0.1", "--allow-port", &port]);
        let output = command.arg("--trust").arg(self.path("root.pem")).arg(mail).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

#[test]
fn c02_four_issuers_are_discovered_one_after_the_other() {
    let world = World::new();
    let report = world.judge(&world.mail());
    assert_eq!(report["verdict"], "valid", "{:#} {:#}", report["fetched"], report["findings"]);
    let path: Vec<_> = report["signers"][0]["path"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(path.len(), LEVELS + 2, "{path:?}");
    let mut asked = world.server.asked();
    asked.sort();
    asked.dedup();
    assert_eq!(asked, ["/1.cer", "/2.cer", "/3.cer", "/4.cer"]);
    let tried = report["signers"][0]["paths_tried"].as_array().unwrap();
    assert!(tried.len() > 1, "what led nowhere is kept as well");

    // one link is missing: said, and nothing is valid
    world.server.page("/2.cer", (404, String::new(), Vec::new()));
    let report = world.judge(&world.mail());
    assert_eq!(report["verdict"], "untrusted");
    let failed =
        report["fetched"].as_array().unwrap().iter().any(|one| one["outcome"] == "failed" && one["why"].as_str().unwrap().contains("404"));
    assert!(failed, "{:#}", report["fetched"]);
}

/// Whoever sends a chain without an end is asked a few times and no more.
#[test]
fn c02_c13_a_chain_without_an_end_ends() {
    let world = World::new();
    let mail = world.mail();
    // from the far end to the near one: each was issued by the one after it and says where that is
    let mut next = authority(as_ca(params("Mihon Bank", "Stranger Root")), None);
    for level in (1..40).rev() {
        let mut plan = as_ca(params("Mihon Bank", &format!("Mihon Endless {level}")));
        plan.custom_extensions.push(access(Some(&world.server.url(&format!("/endless-{}", level + 1))), None));
        let here = authority(plan, Some(&next));
        world.server.put(&format!("/endless-{level}"), &here.der);
        next = here;
    }
    let address = world.server.url("/endless-1");
    let first = world.last.certified_by(&next, Some(access(Some(&address), None)));
    world.server.put(&format!("/{LEVELS}.cer"), first.der());
    let report = world.judge(&mail);
    assert_eq!(report["verdict"], "untrusted");
    let asked = world.server.asked().len();
    assert!((3..=24).contains(&asked), "{asked}");
}
