//! `kakitome explain` and `kakitome observe` as people run them: page, JSON, HTML, exit status, whatever the bytes are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.is_file(), "no file {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

/// The program in a home of its own.
fn kakitome<A: AsRef<OsStr>>(home: &Path, arguments: impl IntoIterator<Item = A>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kakitome")).env("KAKITOME_HOME", home).args(arguments).output().unwrap()
}

fn explain(home: &Path, more: &[&str], mail: &Path) -> Output {
    let root = corpus("thunderbird/smime/TestCA.pem");
    let fixed = ["explain", "--at", "2026-06-01", "--trust"].map(OsStr::new);
    let words = fixed.into_iter().chain([root.as_os_str()]).chain(more.iter().map(OsStr::new)).chain([mail.as_os_str()]);
    kakitome(home, words)
}

fn text(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_page_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    let mail = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml");
    let ja = explain(home.path(), &["--lang", "ja"], &mail);
    assert_eq!(ja.status.code(), Some(0));
    let page = text(&ja);
    let mut from = 0;
    for part in ["[有効] 署名は有効です", "わかったこと", "わからないこと", "メールソフトでの表示", "できること", "よくあるご質問"]
    {
        from += page[from..].find(part).unwrap_or_else(|| panic!("{part}\n{page}"));
    }
    let en = text(&explain(home.path(), &["--lang", "en"], &mail));
    assert!(en.starts_with("[valid] The signature is valid") && en.contains("What mail programs show"), "{en}");
    let altered = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.bad.eml");
    assert_eq!(explain(home.path(), &["--lang", "en"], &altered).status.code(), Some(1));
}

#[test]
fn json_has_the_contracts_clients() {
    let home = tempfile::tempdir().unwrap();
    let mail = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml");
    let output = explain(home.path(), &["--json", "--lang", "en"], &mail);
    let report: Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!((report["schema"].as_str(), report["verdict"].as_str()), (Some("kakitome.report/1"), Some("valid")));
    let clients = report["clients"].as_array().unwrap();
    assert!(clients.len() > 20);
    let thunderbird = clients.iter().find(|one| one["client"] == "thunderbird").unwrap();
    // the test root is in no list of Mozilla's: whoever imported it sees it good
    let shows: Vec<_> = thunderbird["cases"].as_array().unwrap().iter().map(|case| case["shows"].as_str().unwrap()).collect();
    assert_eq!(shows, ["trusted", "invalid"]);
    assert!(report["way"]["hops"].is_array() && report["page"]["known"].is_array());
    // one program alone
    let one = explain(home.path(), &["--json", "--client", "no-smime"], &mail);
    let report: Value = serde_json::from_str(&text(&one)).unwrap();
    assert_eq!(report["clients"].as_array().unwrap().len(), 1);
    assert_eq!(report["clients"][0]["cases"][0]["shows"], "attachment");
}

#[test]
fn html_is_one_file_without_anything_active() {
    let home = tempfile::tempdir().unwrap();
    let (mail, file) = (corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml"), home.path().join("page.html"));
    let output = explain(home.path(), &["--lang", "ja", "--html", file.to_str().unwrap()], &mail);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("default-src 'none'") && page.contains("署名は有効です") && !page.contains("<script"));
    let nowhere = explain(home.path(), &["--html", "/nowhere/page.html"], &mail);
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn whatever_the_bytes_are() {
    let home = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("no mail", b"hello\n"),
        ("nul", b"\0\0\0\0"),
        ("fields", b"Received: (((((\nFrom: <\nAuthentication-Results: ;;;=\nContent-Type: multipart/signed\n\n--\n"),
    ] {
        let file = home.path().join("mail");
        std::fs::write(&file, bytes).unwrap();
        for more in [&["--lang", "ja"][..], &["--lang", "en", "--json"]] {
            let output = explain(home.path(), more, &file);
            assert_eq!(output.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            assert!(!text(&output).contains('⟨'), "{name}");
        }
    }
    let missing = explain(home.path(), &[], Path::new("/nowhere.eml"));
    assert_eq!(missing.status.code(), Some(2));
    let unknown = explain(home.path(), &["--lang", "en", "--client", "mutt"], Path::new("/nowhere.eml"));
    assert_eq!(unknown.status.code(), Some(2));
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(said.contains("mutt") && said.contains("outlook-classic") && said.lines().count() == 1, "{said}");
}

#[test]
fn what_was_seen_is_kept_and_counts() {
    let home = tempfile::tempdir().unwrap();
    let mail = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml");
    let add = |more: &[&str]| {
        let words = ["observe", "add", "--lang", "en", "--client", "thunderbird", "--os", "Debian 13", "--status", "good", "--by", "me"];
        kakitome(home.path(), words.iter().chain(more))
    };
    let confidence = || {
        let output = explain(home.path(), &["--json", "--client", "thunderbird"], &mail);
        let report: Value = serde_json::from_str(&text(&output)).unwrap();
        report["clients"][0]["cases"][0]["confidence"].as_str().unwrap().to_owned()
    };
    assert_eq!(confidence(), "source");
    assert_eq!(add(&["--date", "2026-11-20", "--words", "Message Is Signed"]).status.code(), Some(0));
    assert_eq!(confidence(), "observed");
    assert_eq!(add(&["--date", "2026-11-21", "--gone"]).status.code(), Some(0));
    assert_eq!(confidence(), "source");
    let list = text(&kakitome(home.path(), ["observe", "list", "--lang", "en"]));
    assert!(list.contains("thunderbird | Debian 13") && list.contains("DigiCert Japan ALERT1958") && list.contains("gone"), "{list}");
    let object: Value =
        serde_json::from_str(&text(&kakitome(home.path(), ["observe", "list", "--json", "--client", "thunderbird"]))).unwrap();
    assert_eq!(object["observations"].as_array().unwrap().len(), 2);
    let rows = object["matrix"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[0]["cells"]["good"]), (1, &serde_json::json!({ "date": "2026-11-21", "gone": true })));
    assert!(list.contains("outlook-classic | Windows 10 | not observed | 2016-01-25"), "{list}");
    // what cannot be right is refused, and what is kept stays
    assert_eq!(add(&["--date", "yesterday"]).status.code(), Some(2));
    let words = ["observe", "add", "--lang", "en", "--client", "thunderbird", "--os", "x", "--status", "god", "--by", "me"];
    let refused = kakitome(home.path(), words);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("god") && said.contains("good") && said.lines().count() == 1, "{said}");
    std::fs::write(home.path().join("observations.toml"), "nonsense").unwrap();
    assert_eq!(add(&[]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(home.path().join("observations.toml")).unwrap(), "nonsense");
}

#[test]
fn before_it_is_sent_and_after_it_was_received() {
    let home = tempfile::tempdir().unwrap();
    let mail = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml");
    let root = corpus("thunderbird/smime/TestCA.pem");
    let words = ["preflight", "--json", "--trust"].map(OsStr::new).into_iter().chain([root.as_os_str(), mail.as_os_str()]);
    let output = kakitome(home.path(), words);
    let object: Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!(object["schema"], "kakitome.preflight/1");
    assert!(!object["points"].as_array().unwrap().is_empty() && !object.to_string().contains('⟨'));
    for point in object["points"].as_array().unwrap() {
        assert!(!point["do"].as_str().unwrap().is_empty() && !point["price"].as_str().unwrap().is_empty());
    }
    // the same mail twice, and one with a footer inside what is signed
    let transit = |received: &Path| {
        kakitome(home.path(), [OsStr::new("transit"), "--lang".as_ref(), "ja".as_ref(), mail.as_os_str(), received.as_os_str()])
    };
    assert_eq!(transit(&mail).status.code(), Some(0));
    let bad = corpus("thunderbird/smime/alice.dsig.SHA256.multipart.bad.eml");
    let output = transit(&bad);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output);
    assert!(
        said.starts_with("配送の途中で、署名の対象が変わっています。") && said.contains("ただし、その装置を署名の前に移すか"),
        "{said}"
    );
    assert_eq!(transit(Path::new("/nowhere.eml")).status.code(), Some(2));
}
