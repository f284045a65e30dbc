//! The watch: lists from a server, identities of the home, a next hop that keeps what it gets. Each change is told once.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_pki::Certificate;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};
use serde_json::Value;

use crate::server::Server;
use crate::{corpus, done, json, kakitome};

const LIST: &str = "/certdata.txt";

/// A next hop: takes every mail, or refuses every recipient.
struct Hop {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    refuses: Arc<AtomicBool>,
}

impl Hop {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (mails, refuses) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (kept, says_no) = (mails.clone(), refuses.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, says_no) = (kept.clone(), says_no.clone());
                std::thread::spawn(move || talk(stream, &kept, &says_no));
            }
        });
        Self { port, mails, refuses }
    }

    /// What came since the last time.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.mails.lock().unwrap())
    }
}

fn talk(stream: TcpStream, kept: &Mutex<Vec<String>>, refuses: &AtomicBool) {
    let mut out = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
    let mut is_open = say("220 hop.example ESMTP");
    while let Some(line) = lines.next().filter(|_| is_open) {
        is_open = match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => say("250-hop.example\r\n250 8BITMIME"),
            "RCPT" if refuses.load(Ordering::SeqCst) => say("550 5.1.1 nobody of that name"),
            "DATA" => {
                let begun = say("354 go on");
                let mail: String = lines.by_ref().take_while(|line| line != ".").map(|line| line + "\r\n").collect();
                kept.lock().unwrap().push(mail);
                begun && say("250 2.0.0 kept")
            }
            "QUIT" => {
                say("221 bye");
                false
            }
            _ => say("250 2.1.0 ok"),
        };
    }
}

/// A home with an identity below a root of its own, in whose configuration the list is watched.
struct Scene {
    home: tempfile::TempDir,
    server: Server,
    hop: Hop,
    root: Certificate,
}

impl Scene {
    fn new(watch: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let (server, hop) = (Server::start(), Hop::start());
        done(&kakitome(home.path(), ["init"]));
        let file = home.path().join("kakitome.toml");
        let text = fs::read_to_string(&file).unwrap();
        let text = text.replace("port = 25\n", &format!("port = {}\n", hop.port)).replace("127.0.0.1:2525", "127.0.0.1:0");
        let lists = format!(
            "[watch]\nlists = [\"mozilla\"]\nca = \"tls.pem\"\nnetworks = [\"127.0.0.0/8\"]\nports = [{0}]\n\
             mirror = [{{ name = \"mozilla\", url = \"https://127.0.0.1:{0}{LIST}\" }}]\n{watch}",
            server.port
        );
        fs::write(&file, text.replace("[watch]\n", &lists)).unwrap();
        fs::write(home.path().join("tls.pem"), &server.root).unwrap();
        let root = identity(home.path());
        Self { home, server, hop, root }
    }

    fn look(&self, more: &[&str]) -> std::process::Output {
        kakitome(self.home.path(), ["trust", "watch", "--once"].iter().chain(more))
    }

    fn offer(&self, email: &str) {
        self.server.offer(LIST, certdata(&self.root, email).into_bytes());
    }
}

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.subject_alt_names = vec![SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        // a public certificate's life
        let day = Duration::from_secs(86_400);
        let now = std::time::SystemTime::now();
        (params.not_before, params.not_after) = ((now - day).into(), (now + 300 * day).into());
    }
    params
}

/// Takes an identity with its chain into the home; its root.
fn identity(home: &Path) -> Certificate {
    let keys: Vec<KeyPair> = (0..3).map(|_| KeyPair::generate().unwrap()).collect();
    let (root, issuing, leaf) = (params("Mihon Root", true), params("Mihon Issuing CA", true), params("Mihon Bank", false));
    let by = |params: &CertificateParams, key: &KeyPair| Issuer::new(params.clone(), KeyPair::try_from(key.serialize_der()).unwrap());
    let leaf = leaf.signed_by(&keys[2], &by(&issuing, &keys[1])).unwrap();
    // correspondents: two below the same authority, one below an authority that nobody here knows
    let other = (params("Somebody's Root", true), KeyPair::generate().unwrap());
    for (name, address, issuer) in [
        ("friend.pem", "friend@elsewhere.example", by(&issuing, &keys[1])),
        ("colleague.pem", "colleague@elsewhere.example", by(&issuing, &keys[1])),
        ("stranger.pem", "stranger@nowhere.example", by(&other.0, &other.1)),
    ] {
        let mut person = params("A Person", false);
        person.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
        fs::write(home.join(name), person.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().pem()).unwrap();
    }
    let issuing = issuing.signed_by(&keys[1], &by(&root, &keys[0])).unwrap();
    let root = root.self_signed(&keys[0]).unwrap();
    for (name, text) in
        [("key.pem", keys[2].serialize_pem()), ("leaf.pem", leaf.pem()), ("chain.pem", issuing.pem()), ("pw", "pw\n".to_owned())]
    {
        fs::write(home.join(name), text).unwrap();
    }
    let made = Command::new("openssl")
        .current_dir(home)
        .args([
            "pkcs12",
            "-export",
            "-inkey",
            "key.pem",
            "-in",
            "leaf.pem",
            "-certfile",
            "chain.pem",
            "-passout",
            "pass:pw",
            "-out",
            "id.p12",
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (p12, pw) = (home.join("id.p12"), home.join("pw"));
    done(&kakitome(home, [OsStr::new("identity"), "import-p12".as_ref(), p12.as_ref(), "--password-file".as_ref(), pw.as_ref()]));
    Certificate::from_der(root.der().to_vec()).unwrap()
}

/// Mozilla's list of 2026 with one more root, whose e-mail bit says this.
fn certdata(root: &Certificate, email: &str) -> String {
    let mut text = fs::read_to_string(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap();
    let octal = |octets: &[u8]| {
        octets.iter().fold(String::new(), |mut text, octet| {
            let _ = write!(text, "\\{octet:03o}");
            text
        })
    };
    let sha1 = kakitome_crypto::digest(kakitome_crypto::DigestAlgorithm::Sha1, root.as_der()).unwrap().as_bytes().to_vec();
    let _ = write!(
        text,
        "\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_LABEL UTF8 \"Mihon Root\"\nCKA_VALUE MULTILINE_OCTAL\n{}\nEND\n\
         CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\nCKA_CERT_SHA1_HASH MULTILINE_OCTAL\n{}\nEND\nCKA_TRUST_EMAIL_PROTECTION CK_TRUST {email}\n",
        octal(root.as_der()),
        octal(&sha1)
    );
    text
}

/// The text inside a mail, signed or not.
fn body(mail: &str) -> String {
    let text = mail.find("charset=UTF-8").map(|at| &mail[at..]).unwrap();
    let text = &text[text.find("\r\n\r\n").unwrap() + 4..];
    let end = text.find("\r\n--").unwrap_or(text.len());
    String::from_utf8(STANDARD.decode(text[..end].split_whitespace().collect::<String>()).unwrap()).unwrap()
}

#[test]
fn a_change_is_fetched_joined_kept_and_told_once() {
    let scene = Scene::new("");
    // first look: known, and nothing speaks against the root
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    let looked = json(&scene.look(&["--json"]));
    assert_eq!((looked["lists"][0]["state"].as_str(), looked["changes"].as_array().map(Vec::len)), (Some("new"), Some(0)), "{looked:#}");
    assert!(scene.hop.take().is_empty());
    // the root loses e-mail
    scene.offer("CKT_NSS_MUST_VERIFY_TRUST");
    let looked = json(&scene.look(&["--json"]));
    let change = &looked["changes"][0];
    assert_eq!((change["before"].as_str(), change["after"].as_str()), (Some("ok"), Some("email-off")), "{looked:#}");
    assert_eq!(
        (change["address"].as_str(), change["root"].as_str()),
        (Some("noreply@bank.example"), Some(scene.root.sha256_hex().as_str()))
    );
    assert_eq!(looked["mails"][0]["state"], "sent");
    let mails = scene.hop.take();
    assert_eq!(mails.len(), 1);
    let text = body(&mails[0]);
    for words in [
        "noreply@bank.example",
        "Mihon Root",
        "trusted for e-mail → the purpose e-mail protection is missing",
        "mozilla 20",
        &scene.root.sha256_hex(),
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(mails[0].contains("To: <noreply@bank.example>") && mails[0].contains("Auto-Submitted: auto-generated"), "{}", mails[0]);
    // the same list, and the same list once more: nothing new, nobody is told again
    for _ in 0..2 {
        let looked = json(&scene.look(&["--json"]));
        assert_eq!(
            (looked["changes"].as_array().map(Vec::len), looked["mails"].as_array().map(Vec::len)),
            (Some(0), Some(0)),
            "{looked:#}"
        );
    }
    assert!(scene.hop.take().is_empty());
    // a notice for recipients is drafted from the alarm
    let changes = done(&kakitome(scene.home.path(), ["notice", "draft", "--changes"]));
    let number = changes.lines().find(|line| line.contains("email-off")).and_then(|line| line.split(':').next()).unwrap().to_owned();
    let draft = done(&kakitome(scene.home.path(), ["notice", "draft", "--change", &number]));
    for words in ["noreply@bank.example", "Mihon Root", "Thunderbird", "state = \"ongoing\"", "【"] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    // and back: the day it was over is told too
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    let twice = scene.look(&[]);
    assert_eq!(twice.status.code(), Some(2), "an edition that was held before is refused: {}", String::from_utf8_lossy(&twice.stdout));
    let newer = certdata(&scene.root, "CKT_NSS_TRUSTED_DELEGATOR").replacen("BEGINDATA", "# newer\nBEGINDATA", 1);
    scene.server.offer(LIST, newer.into_bytes());
    done(&scene.look(&[]));
    assert!(body(&scene.hop.take()[0]).contains("With this list the root is trusted for e-mail."));
    let touched = json(&kakitome(scene.home.path(), ["trust", "touched", "--json"]));
    let states: Vec<&Value> = touched["changes"].as_array().unwrap().iter().map(|change| &change["after"]).collect();
    assert_eq!(states, ["ok", "email-off"]);
    assert!(touched["changes"].as_array().unwrap().iter().all(|change| change["told"].is_string()));
}

#[test]
fn whoever_has_alerts_hears_of_changes_too() {
    let scene = Scene::new("");
    let file = scene.home.path().join("kakitome.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[alerts]\n", "[alerts]\nto = [\"admin@bank.example\"]\n")).unwrap();
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    done(&scene.look(&[]));
    scene.offer("CKT_NSS_MUST_VERIFY_TRUST");
    done(&scene.look(&["--no-mail"]));
    let alerts = || json(&kakitome(scene.home.path(), ["alerts", "list", "--json"]))["alerts"].as_array().unwrap().clone();
    assert!(alerts().is_empty(), "nobody is to be told");
    for _ in 0..2 {
        done(&scene.look(&[]));
        let alerts = alerts();
        assert_eq!(
            (alerts.len(), alerts[0]["kind"].as_str(), alerts[0]["facts"]["count"].as_str()),
            (1, Some("roots-changed"), Some("1")),
            "{alerts:#?}"
        );
    }
}

#[test]
fn a_mail_that_nobody_took_is_tried_again_and_signed_by_its_sender() {
    let scene = Scene::new("to = [\"admin@bank.example\"]\nfrom = \"noreply@bank.example\"\n");
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    done(&scene.look(&[]));
    scene.offer("CKT_NSS_NOT_TRUSTED");
    scene.hop.refuses.store(true, Ordering::SeqCst);
    let refused = scene.look(&["--json"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("nobody of that name"), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(json(&refused)["mails"][0]["state"], "waits");
    // found, told to nobody yet; the next look finds nothing new and tells what waits
    scene.hop.refuses.store(false, Ordering::SeqCst);
    let again = json(&scene.look(&["--json"]));
    assert_eq!((again["changes"].as_array().map(Vec::len), again["mails"][0]["signed"].as_bool()), (Some(0), Some(true)), "{again:#}");
    let mails = scene.hop.take();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("multipart/signed") && mails[0].contains("To: <admin@bank.example>"), "{}", mails[0]);
    assert!(body(&mails[0]).contains("forbidden"));
    let (mail, root) = (scene.home.path().join("told.eml"), scene.home.path().join("root.pem"));
    fs::write(&mail, &mails[0]).unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(scene.root.as_der()));
    fs::write(&root, pem).unwrap();
    let words: Vec<OsString> = vec!["verify".into(), "--json".into(), "--trust".into(), root.into(), mail.into()];
    assert_eq!(json(&kakitome(scene.home.path(), words))["verdict"], "valid");
    done(&scene.look(&[]));
    assert!(scene.hop.take().is_empty());
}

#[test]
fn a_list_that_cannot_be_had_keeps_nobody_from_being_told_and_offline_fetches_nothing() {
    let scene = Scene::new("");
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    done(&scene.look(&[]));
    let asked = scene.server.asked(LIST);
    done(&scene.look(&["--offline"]));
    assert_eq!(scene.server.asked(LIST), asked);
    scene.server.offer(LIST, b"<html>".to_vec());
    let said = scene.look(&[]);
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("what is kept stays"), "{}", String::from_utf8_lossy(&said.stderr));
    // a first look at a root that is limited already is told
    let other = Scene::new("");
    other.offer("CKT_NSS_MUST_VERIFY_TRUST");
    done(&other.look(&["--no-mail"]));
    assert!(other.hop.take().is_empty());
    done(&other.look(&[]));
    assert!(body(&other.hop.take()[0]).contains("now: the purpose e-mail protection is missing"));
}

#[test]
fn of_correspondents_certificates_the_administrator_is_told() {
    let scene = Scene::new("");
    let home = scene.home.path();
    for file in ["friend.pem", "colleague.pem", "stranger.pem"] {
        done(&kakitome(home, [OsStr::new("people"), "import".as_ref(), home.join(file).as_os_str()]));
    }
    // a certificate that is ours and was kept as a correspondent's too is ours
    done(&kakitome(home, [OsStr::new("people"), "import".as_ref(), home.join("leaf.pem").as_os_str()]));
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    let looked = json(&scene.look(&["--json"]));
    assert_eq!((&looked["people"]["certificates"], &looked["people"]["without_path"]), (&3.into(), &1.into()), "{looked:#}");
    assert_eq!(looked["changes"].as_array().map(Vec::len), Some(0));
    scene.offer("CKT_NSS_MUST_VERIFY_TRUST");
    let looked = json(&scene.look(&["--json"]));
    let mut touched: Vec<String> = looked["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            format!("{} {} {}", change["kind"].as_str().unwrap(), change["address"].as_str().unwrap(), change["after"].as_str().unwrap())
        })
        .collect();
    touched.sort();
    assert_eq!(
        touched,
        [
            "identity noreply@bank.example email-off",
            "person colleague@elsewhere.example email-off",
            "person friend@elsewhere.example email-off"
        ]
    );
    // one mail to the owner of what is ours, one to the postmaster; none to a correspondent
    let mut mails = scene.hop.take();
    mails.sort_by_key(|mail| mail.contains("To: <postmaster@"));
    let [owner, postmaster] = &mails[..] else { panic!("{mails:#?}") };
    assert!(owner.contains("To: <noreply@bank.example>") && postmaster.contains("To: <postmaster@"), "{mails:#?}");
    assert!(!body(owner).contains("elsewhere.example"), "{}", body(owner));
    let told = body(postmaster);
    for words in [
        "certificates of correspondents (2): colleague@elsewhere.example, friend@elsewhere.example",
        "have not been written to",
        "Mihon Root",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("noreply@bank.example") && !told.contains("stranger"), "{told}");
    assert_eq!(told.matches('■').count(), 1, "the same of both is said once: {told}");
    // told once, and kept
    done(&scene.look(&["--offline"]));
    assert!(scene.hop.take().is_empty());
    let kept = json(&kakitome(home, ["trust", "touched", "--json"]));
    let people = kept["changes"].as_array().unwrap().iter().filter(|change| change["kind"] == "person" && change["told"].is_string());
    assert_eq!(people.count(), 2, "{kept:#}");
    let said = done(&scene.look(&["--offline"]));
    assert!(said.contains("1 of 3 certificates of correspondents lead to no root at hand"), "{said}");
}

/// Ends what it started, whatever becomes of the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn serve_looks_by_itself() {
    let scene = Scene::new("");
    scene.offer("CKT_NSS_TRUSTED_DELEGATOR");
    done(&scene.look(&[]));
    scene.offer("CKT_NSS_MUST_VERIFY_TRUST");
    let serving = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .args(["serve", "--first-look", "0", "--end-with-stdin", "--lang", "ja"])
        .env("KAKITOME_HOME", scene.home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _serving = Ended(serving);
    let begun = Instant::now();
    let mails = loop {
        let mails = scene.hop.take();
        if !mails.is_empty() || begun.elapsed() > Duration::from_secs(120) {
            break mails;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(mails.len(), 1);
    assert!(body(&mails[0]).contains("利用目的に「電子メールの保護」がありません"), "{}", body(&mails[0]));
}
