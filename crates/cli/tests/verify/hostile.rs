//! Bytes that nobody should send: a report and exit status 1, or one line and exit status 2; never a panic, never a long wait.

use std::ffi::OsStr;
use std::fs;
use std::time::{Duration, Instant};

use crate::{corpus, report, verify};

/// A second on a quiet machine would be much; tests share theirs.
const LONGEST: Duration = Duration::from_secs(5);

fn deep(levels: usize) -> Vec<u8> {
    let level = |number| format!("Content-Type: multipart/mixed; boundary=b{number}x\r\n\r\n--b{number}x\r\n");
    format!("From: a@b.example\r\nMIME-Version: 1.0\r\n{}", (0..levels).map(level).collect::<String>()).into_bytes()
}

#[test]
fn v21_whatever_the_bytes_are_there_is_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let opaque =
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let parts = b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n";
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("0xff", vec![0xff; 1 << 20]),
        ("NUL", vec![0; 1 << 20]),
        ("brackets", vec![b'('; 50 << 20]),
        ("brackets in From", [b"From: ".as_slice(), &vec![b'('; 50_000], b"\r\n\r\nx"].concat()),
        ("brackets in From, folded", [b"From: a@b.example".as_slice(), &b"\r\n (".repeat(100_000), b"\r\n\r\nx"].concat()),
        ("deep", deep(2_000)),
        ("messages in messages", b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n".repeat(2_000)),
        ("many parts", [parts.as_slice(), &b"--x\r\n\r\n".repeat(1_000_000), b"--x--\r\n"].concat()),
        (
            "much base64",
            [opaque.as_slice(), &b"MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQc\r\n".repeat(400_000)].concat(),
        ),
        ("many fields", b"From: a@b.example\r\n".repeat(1_000_000)),
        ("many words", [b"From: ".as_slice(), &b"=?utf-8?q?a?= ".repeat(100_000), b"<a@b.example>\r\n\r\nx"].concat()),
    ];
    for (name, bytes) in cases {
        let file = folder.path().join("mail.eml");
        fs::write(&file, bytes).unwrap();
        let start = Instant::now();
        assert_ne!(report(&file)["verdict"], "valid", "{name}");
        assert!(start.elapsed() < LONGEST, "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn a_real_mail_cut_anywhere_has_a_report() {
    let folder = tempfile::tempdir().unwrap();
    for source in ["thunderbird/smime/alice.dsig.SHA256.multipart.eml", "thunderbird/smime/alice.sig.SHA256.opaque.eml"] {
        let whole = fs::read(corpus(source)).unwrap();
        for cut in (0..whole.len() - 16).step_by(149) {
            let file = folder.path().join("cut.eml");
            fs::write(&file, &whole[..cut]).unwrap();
            let verdict = report(&file)["verdict"].clone();
            assert!(verdict != "valid" && verdict != "altered", "{source} cut at {cut}: {verdict}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let nonsense = folder.path().join("nonsense.pem");
    fs::write(&nonsense, "nonsense").unwrap();
    let mail = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml");
    let (mail, nonsense, missing) = (mail.as_os_str(), nonsense.as_os_str(), OsStr::new("no-such-file"));
    let option = |name: &'static str| OsStr::new(name);
    let cases: Vec<Vec<&OsStr>> = vec![
        vec![missing],
        vec![folder.path().as_os_str()],
        vec![option("--trust"), missing, mail],
        vec![option("--trust"), folder.path().as_os_str(), mail],
        vec![option("--trust"), nonsense, mail],
        vec![option("--cert"), nonsense, mail],
        vec![option("--crl"), nonsense, mail],
        vec![option("--content"), missing, mail],
    ];
    for arguments in cases {
        let output = verify([option("--json")].into_iter().chain(arguments.iter().copied()));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(said.lines().count() == 1 && said.starts_with("kakitome: "), "{arguments:?}: {said}");
    }
    for time in ["yesterday", "", "2026-13-01", "2026-02-30", "99999999999999999999", "2026-11-22T25:00:00Z"] {
        let output = verify([option("--at"), OsStr::new(time), mail]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains("is not a time"), "{time}: {said}");
    }
}
