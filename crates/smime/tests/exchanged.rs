//! Whole encrypted mails, exchanged with other people's programs: what is sealed here is opened by OpenSSL, GnuPG, NSS and Bouncy Castle,
//! and what they seal is opened here. (Thunderbird has a file of its own; single CMS structures are exchanged in crate cms.) Containers
//! are cut out of our mails by plain text search, so that our own reader is not its own witness.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Cursor, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use kakitome_cms::{Keys, UnlockPolicy};
use kakitome_crypto::{KeyKind, MemoryOpener, PrivateKey};
use kakitome_mime::Message;
use kakitome_smime::seal::{self, Algorithms, Candidate, Form, RecipientPolicy, Trust, choose, envelopes};
use kakitome_smime::{InMemory, Limits, decrypt};
use rcgen::KeyUsagePurpose;
use support::{Authority, NOW, Person, base64};

const ALICE: &str = "alice@bank.example";
const TARO: &str = "taro@bank.example";

/// People with keys in files of a folder: `taro.key`, `taro.pem`, `taro.p12` (password `x`), `root.pem`.
struct World {
    folder: tempfile::TempDir,
    root: Authority,
    alice: Person,
    taro: Person,
}

impl World {
    fn new() -> Self {
        let root = Authority::new("Root of this test");
        let person = |address| {
            root.person_with(address, KeyKind::Rsa { bits: 2048 }, |params| {
                params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
            })
        };
        let (alice, taro) = (person(ALICE), person(TARO));
        let world = Self { folder: tempfile::tempdir().unwrap(), root, alice, taro };
        world.put("root.pem", pem(world.root.certificate.as_der()).as_bytes());
        world.put("taro.pem", pem(world.taro.certificate.as_der()).as_bytes());
        let key = world.must("openssl", &["pkey", "-inform", "DER"], &world.taro.pkcs8);
        world.put("taro.key", &key);
        // the oldest protection: gpgsm 2.2 reads no other
        let old = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-passout", "pass:x"];
        let export = ["pkcs12", "-export", "-inkey", "taro.key", "-in", "taro.pem", "-name", "taro", "-out", "taro.p12"];
        world.must("openssl", &[&export[..], &old].concat(), b"");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    #[track_caller]
    fn must(&self, program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let (ok, output, errors) = run(self.folder.path(), program, arguments, input);
        assert!(ok, "{program} {arguments:?}: {errors}");
        output
    }

    /// The mail for Taro, whoever he is known to be.
    fn sealed(&self, mail: &[u8]) -> Vec<u8> {
        let candidate = Candidate::new(self.taro.certificate.clone(), Trust::Imported);
        let to = choose(Some(TARO), &[candidate], &self.root.evidence(), &RecipientPolicy::default(), NOW).unwrap();
        let envelope = envelopes(&[to], &[], None, &Algorithms::default()).unwrap().swap_remove(0);
        let index = Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap();
        let mut out = Vec::new();
        seal::encrypt(&mut Cursor::new(mail), &index, &envelope.request, &mut out).unwrap();
        out
    }

    /// What Taro finds inside.
    #[track_caller]
    fn inside(&self, mail: &[u8]) -> Vec<u8> {
        let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&self.taro.pkcs8).unwrap()).unwrap();
        let keys = Keys::new().own(&self.taro.certificate, &opener);
        let opened = decrypt(&mut Cursor::new(mail), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory);
        let mut inside = Vec::new();
        opened.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(mail))).write_to(&mut inside).unwrap();
        inside
    }
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", base64(der).replace('\r', ""))
}

fn run(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> (bool, Vec<u8>, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder.join("gnupg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input); // a program may end before it has read all
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    (output.status.success(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Mails, and what must come out of them: plain, in Japanese of two kinds, with a part, signed clear and opaque.
fn mails(world: &World) -> Vec<(Vec<u8>, Vec<u8>)> {
    let header = |fields: &str| {
        format!("From: {ALICE}\r\nTo: {TARO}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n{fields}").into_bytes()
    };
    let contents: Vec<Vec<u8>> = vec![
        b"Content-Type: text/plain\r\n\r\nHello.\r\n".to_vec(),
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留でお送りします。\r\n".into(),
        b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B=qN1\x1b(B\r\n\r\n".to_vec(),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nFrom x\r\n.\r\n--b--\r\n".to_vec(),
    ];
    let mut mails: Vec<(Vec<u8>, Vec<u8>)> =
        contents.into_iter().map(|content| ([header(""), content.clone()].concat(), content)).collect();
    for form in [Form::Clear, Form::Opaque] {
        let signed = world.alice.seal_with(&mails[1].0, |recipe| recipe.form = form);
        let text = signed.windows(14).position(|bytes| bytes == b"\r\nContent-Type").unwrap() + 2;
        mails.push((signed.clone(), signed[text..].to_vec()));
    }
    mails
}

/// The container of a mail.
fn container(mail: &[u8]) -> Vec<u8> {
    let at = mail.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let text: Vec<u8> = mail[at..].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// A mail around a container.
fn mail_around(container: &[u8]) -> Vec<u8> {
    support::mail(ALICE, &support::opaque("enveloped-data", container))
}

#[test]
fn openssl_both_ways() {
    let world = World::new();
    for (mail, inside) in mails(&world) {
        let sealed = world.sealed(&mail);
        let decrypt = ["cms", "-decrypt", "-inkey", "taro.key", "-recip", "taro.pem"];
        assert_eq!(world.must("openssl", &decrypt, &sealed), inside);
        assert_eq!(world.inside(&sealed), inside);
        for cipher in ["-aes128", "-aes256", "-aes-256-gcm", "-des3"] {
            let arguments = ["cms", "-encrypt", "-binary", "-from", ALICE, "-to", TARO, "-subject", "x", cipher, "taro.pem"];
            assert_eq!(world.inside(&world.must("openssl", &arguments, &inside)), inside, "{cipher}");
        }
    }
}

#[test]
fn nss_both_ways() {
    let world = World::new();
    fs::create_dir(world.path("nss")).unwrap();
    world.must("certutil", &["-N", "-d", "sql:nss", "--empty-password"], b"");
    world.must("certutil", &["-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,", "-i", "root.pem"], b"");
    world.must("pk12util", &["-i", "taro.p12", "-d", "sql:nss", "-W", "x"], b"");
    for (mail, inside) in mails(&world) {
        world.put("p7m", &container(&world.sealed(&mail)));
        assert_eq!(world.must("cmsutil", &["-D", "-d", "sql:nss", "-i", "p7m"], b""), inside);
        let theirs = world.must("cmsutil", &["-E", "-d", "sql:nss", "-r", "taro"], &inside);
        assert_eq!(world.inside(&mail_around(&theirs)), inside);
    }
}

#[test]
fn gpgsm_both_ways() {
    let world = World::new();
    let home = world.path("gnupg");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(home.join("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\n").unwrap();
    fs::write(home.join("gpg-agent.conf"), "allow-loopback-pinentry\ns2k-count 65536\n").unwrap();
    let print = |name: &str| {
        let print = world.must("openssl", &["x509", "-in", name, "-noout", "-fingerprint", "-sha1"], b"");
        String::from_utf8(print).unwrap().trim().split('=').nth(1).unwrap().to_owned()
    };
    fs::write(home.join("trustlist.txt"), format!("{} S relax\n", print("root.pem"))).unwrap();
    // standard input is for the password
    let base = ["--batch", "--pinentry-mode", "loopback", "--passphrase-fd", "0"];
    let gpgsm = |arguments: &[&str]| world.must("gpgsm", &[&base[..], arguments].concat(), b"x\n");
    gpgsm(&["--import", "root.pem"]);
    gpgsm(&["--import", "taro.p12"]);
    let taro = print("taro.pem");
    for (mail, inside) in mails(&world) {
        world.put("p7m", &container(&world.sealed(&mail)));
        assert_eq!(gpgsm(&["--decrypt", "p7m"]), inside);
        world.put("inside", &inside);
        for cipher in ["AES", "AES256", "3DES"] {
            let theirs = gpgsm(&["--encrypt", "-r", &taro, "--cipher-algo", cipher, "inside"]);
            assert_eq!(world.inside(&mail_around(&theirs)), inside, "{cipher}");
        }
    }
    world.must("gpgconf", &["--kill", "all"], b"");
}

/// Where Debian and Ubuntu put the parts of Bouncy Castle.
const JARS: [&str; 3] = ["/usr/share/java/bcpkix.jar", "/usr/share/java/bcutil.jar", "/usr/share/java/bcprov.jar"];

#[test]
fn bouncy_castle_both_ways() {
    let world = World::new();
    assert!(JARS.iter().all(|jar| Path::new(jar).is_file()), "Bouncy Castle (libbcpkix-java) is needed for this test");
    let mut java = Java::start(&world, &JARS, "../cms/tests/java/Peer.java");
    let mut order = |fields: &[&str]| java.order(fields);
    for (mail, inside) in mails(&world) {
        world.put("p7m", &container(&world.sealed(&mail)));
        assert_eq!(order(&["decrypt", "p7m", "key,taro.key"]), hex(&inside));
        world.put("inside", &inside);
        for (cipher, recipient) in
            [("2.16.840.1.101.3.4.1.42", "rsa,taro.pem"), ("2.16.840.1.101.3.4.1.46", "oaep,taro.pem,SHA-256,SHA-256")]
        {
            order(&["encrypt", "theirs", "inside", cipher, recipient]);
            assert_eq!(world.inside(&mail_around(&fs::read(world.path("theirs")).unwrap())), inside, "{cipher}");
        }
    }
    java.end();
}

/// Stands in every mail that is signed.
const PKCS7: &[u8] = b"application/pkcs7-";

/// What reads and writes whole mails with it.
const MAIL_JARS: [&str; 3] = ["/usr/share/java/bcmail.jar", "/usr/share/java/javax.mail.jar", "/usr/share/java/javax.activation.jar"];

#[test]
fn mails_of_bouncy_castle_both_ways() {
    let world = World::new();
    let jars = [&JARS[..], &MAIL_JARS].concat();
    assert!(jars.iter().all(|jar| Path::new(jar).is_file()), "Bouncy Castle (libbcmail-java) is needed for this test");
    let hanako = world.root.person(ALICE);
    for (name, person) in [("alice", &world.alice), ("hanako", &hanako), ("taro", &world.taro)] {
        world.put(&format!("{name}.der"), person.certificate.as_der());
        world.put(&format!("{name}.pk8"), &person.pkcs8);
    }
    world.put("head", format!("From: {ALICE}\r\nTo: {TARO}\r\nSubject: x\r\n{}MIME-Version: 1.0\r\n\r\n", support::DATE).as_bytes());
    let mut java = Java::start(&world, &jars, "tests/java/Mail.java");
    let mut order = |fields: &[&str]| java.order(fields);
    let seconds = NOW.0.to_string();
    for (mail, inside) in mails(&world) {
        world.put("mail", &world.sealed(&mail));
        assert_eq!(order(&["decrypt", "mail", "taro.pk8"]), hex(&inside));
        world.put("part", &inside);
        for cipher in ["1.2.840.113549.3.7", "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.42"] {
            order(&["encrypt", "theirs", "head", "part", cipher]);
            // JavaMail says how it is encoded where nobody did
            assert_eq!(body(&world.inside(&fs::read(world.path("theirs")).unwrap())), body(&inside), "{cipher}");
        }
        if inside.windows(PKCS7.len()).any(|window| window == PKCS7) {
            continue; // signed by us already; twice is another matter
        }
        for form in [Form::Clear, Form::Opaque] {
            for person in [&world.alice, &hanako] {
                let ours = person.seal_with(&mail, |recipe| recipe.form = form);
                world.put("mail", &ours);
                let signed = order(&["verify", "mail"]);
                // it gives the part back as it stands in our mail, in clear or in the container
                let whole = if matches!(form, Form::Clear) { ours } else { container(&ours) };
                assert!(signed.len() > 40 && hex(&whole).contains(signed.trim_end_matches("0d0a")), "{form:?}: {signed}");
            }
        }
        for form in ["clear", "opaque"] {
            for (algorithm, name) in
                [("SHA256withRSA", "alice"), ("SHA512withRSA", "alice"), ("SHA256withRSAandMGF1", "alice"), ("SHA384withECDSA", "hanako")]
            {
                order(&["sign", "theirs", "head", "part", form, algorithm, name, &seconds]);
                let theirs = fs::read(world.path("theirs")).unwrap();
                let report = world.root.judge(&theirs);
                assert_eq!(report.verdict().word(), "valid", "{form}, {algorithm}: {:?}", support::ids(&report));
            }
        }
    }
    java.end();
}

/// What stands behind the first empty line.
fn body(entity: &[u8]) -> &[u8] {
    &entity[entity.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4..]
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// A program in Java that obeys orders, one a line.
struct Java {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Java {
    /// `program` is named relative to this crate.
    fn start(world: &World, jars: &[&str], program: &str) -> Self {
        let mut child = Command::new("java")
            .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", &jars.join(":")])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(program))
            .current_dir(world.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (orders, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()).lines());
        Self { child, orders, answers }
    }

    #[track_caller]
    fn order(&mut self, fields: &[&str]) -> String {
        writeln!(self.orders, "{}", fields.join("\t")).unwrap();
        let answer = self.answers.next().unwrap().unwrap();
        answer.strip_prefix("OK\t").unwrap_or_else(|| panic!("{fields:?}: {answer}")).to_owned()
    }

    fn end(self) {
        let Self { mut child, orders, .. } = self;
        drop(orders);
        assert!(child.wait().unwrap().success());
    }
}
