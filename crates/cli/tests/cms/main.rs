//! `kakitome cms show` as people and scripts run it: the columns, the tree, the JSON, the exit status.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.is_file(), "no file {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

fn show(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .args(["cms", "show", "--lang", "en"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input); // it may refuse before it has read all
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// ContentInfo with id-data; the length of the string is written with an octet too many.
const DATA: &[u8] = b"\x30\x1e\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x11\x04\x82\x00\x0dhello, world!";

#[test]
fn the_tree_of_a_small_file() {
    let output = show(&[], DATA);
    let expected = "    offset hdr      length  tag                 structure
         0   2          30  SEQUENCE            ContentInfo
         2   2           9  OBJECT IDENTIFIER     contentType: data (1.2.840.113549.1.7.1)
        13   2          17  [0]                   content
        15   4          13  OCTET STRING            \"hello, world!\"
                                                    ! note: A length is written with more octets than it needs, which is allowed (byte 15). [cms.non-minimal-length]
";
    assert_eq!(text(&output), expected);
    assert_eq!(output.status.code(), Some(0));
    // the same in base64, in PEM under any label, and from a file
    let base64 = "MB4GCSqGSIb3DQEHAaARBIIADWhlbGxvLCB3b3JsZCE=";
    assert_eq!(text(&show(&["-"], base64.as_bytes())), expected);
    let pem = format!("-----BEGIN ANYTHING-----\n{base64}\n-----END ANYTHING-----\n");
    assert_eq!(text(&show(&[], pem.as_bytes())), expected);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), DATA).unwrap();
    assert_eq!(text(&show(&[folder.path().join("file").to_str().unwrap()], b"")), expected);
}

#[test]
fn what_is_broken_is_shown_as_far_as_it_goes() {
    let output = show(&[], &DATA[..20]);
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    assert!(text.contains("contentType: data") && text.contains("It ends here: ") && text.contains("bytes end at 20"), "{text}");
    let output = show(&["--json"], &DATA[..20]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json["structures"][0]["error"].as_str().unwrap().contains("bytes end at 20"), "{json}");
    let output = show(&[], &[DATA, b"more"].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("from byte 32 on"));
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    for (arguments, input, said) in [
        (&["no-such-file"][..], &b""[..], "there is no such file"),
        (&[], b"", "holds no signed or encrypted data"),
        (&[], b"Dear Sir,\r\n\r\nno signature here.\r\n", "holds no signed or encrypted data"),
        (&["--part", "9"], DATA, "no S/MIME part 9"),
    ] {
        let output = show(arguments, input);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(said) && errors.lines().count() == 1 && output.stdout.is_empty(), "{errors}");
    }
}

#[test]
fn the_parts_of_a_mail() {
    let signature = "MB4GCSqGSIb3DQEHAaARBIIADWhlbGxvLCB3b3JsZCE=";
    let mail = format!(
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n\
         --out\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=in\r\n\r\n\
         --in\r\nContent-Type: text/plain\r\n\r\nhello\r\n\
         --in\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--in--\r\n\
         --out\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--out--\r\n"
    );
    let both = text(&show(&[], mail.as_bytes()));
    let headings: Vec<&str> = both.lines().filter(|line| line.starts_with("part")).collect();
    assert_eq!(headings, ["part 1.2 (application/pkcs7-signature)", "part 2 (application/pkcs7-mime)"], "{both}");
    assert_eq!(both.matches("hello, world!").count(), 2);
    let one = text(&show(&["--part", "2"], mail.as_bytes()));
    assert!(one.starts_with("part 2 (") && one.matches("hello, world!").count() == 1, "{one}");
}

#[test]
fn json_for_scripts() {
    let output = show(&["--json", corpus("rfc4134/4.2.bin").to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(0));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], "kakitome.cms-show/1");
    let elements = json["structures"][0]["elements"].as_array().unwrap();
    let at = |path: &str| elements.iter().find(|element| element["path"] == path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(at("contentType")["value"]["name"], "signedData");
    assert_eq!(at("version")["value"], 1);
    assert_eq!(at("signerInfos[0].digestAlgorithm")["value"], "SHA-1");
    assert_eq!(at("signerInfos[0].digestAlgorithm")["findings"][0]["id"], "cms.weak-digest");
    assert_eq!(at("signerInfos[0].digestAlgorithm")["findings"][0]["severity"], "error");
    assert!(at("signerInfos[0].signature")["length"].as_u64().unwrap() == 128);
}

#[test]
fn in_japanese() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_kakitome")).args(["cms", "show", "--lang", "ja"]).arg(corpus("rfc4134/4.2.bin")).output().unwrap();
    let text = text(&output);
    assert!(text.lines().next().unwrap().contains("構造") && text.contains("署名属性がありません"), "{text}");
}

/// A reader that goes away is no failure of ours.
#[test]
fn head_may_close_the_pipe() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .args(["cms", "show", corpus("rfc4134/4.11.bin").to_str().unwrap(), "--bytes", "65536"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
