//! `kakitome cert lint` as people and scripts run it; the note at import; our own CA and its own lint.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

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

fn kakitome(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kakitome")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_panel_with_clause_day_and_what_to_do_in_both_languages() {
    let file = corpus("zlint/smime/subscriber_no_crl_distribution_points.pem");
    let file = file.to_str().unwrap();
    let english = kakitome(&["cert", "lint", "--lang", "en", file]);
    assert_eq!(english.status.code(), Some(1), "{}", said(&english));
    for words in ["S/MIME BR 7.1.2.3(b)", "2023-09-01", "br.7-1-2-3-b-crl-points-missing", "What to do:"] {
        assert!(said(&english).contains(words), "{words} in\n{}", said(&english));
    }
    let japanese = said(&kakitome(&["cert", "lint", "--lang", "ja", file]));
    assert!(japanese.contains("失効リスト(CRL)の取得先が書かれていません") && japanese.contains("できること"), "{japanese}");
    assert!(!japanese.contains('⟨') && !said(&english).contains('⟨'), "a sentence is missing");
}

#[test]
fn json_has_the_same_and_every_certificate_of_every_file() {
    let files = [corpus("zlint/smime/subscriber_no_crl_distribution_points.pem"), corpus("zlint/smime_leg1_mv_eff1.pem")];
    let output = kakitome(&["cert", "lint", "--json", files[0].to_str().unwrap(), files[1].to_str().unwrap()]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["schema"], "kakitome.cert-lint/1");
    assert_eq!(answer["certificates"].as_array().unwrap().len(), 2);
    let findings = answer["certificates"][1]["findings"].as_array().unwrap();
    let ended = findings.iter().find(|finding| finding["id"] == "br.7-1-6-1-legacy-ended").unwrap();
    assert_eq!((&ended["severity"], &ended["effective"]), (&"error".into(), &"2025-07-15".into()));
    assert_eq!(answer["certificates"][1]["profile"], "mailbox-legacy");
}

#[test]
fn what_cannot_be_done_is_said() {
    for (arguments, words) in [
        (vec!["cert", "lint", "--lang", "en", "/no/such/file.pem"], "/no/such/file.pem"),
        (vec!["cert", "lint", "--lang", "en", "--profile", "nonsense", "/no/such/file.pem"], "mailbox, organization"),
    ] {
        let output = kakitome(&arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

#[test]
fn our_ca_issues_what_is_clean_and_refuses_what_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let home = home.to_str().unwrap();
    assert_eq!(kakitome(&["init", "--home", home]).status.code(), Some(0));
    let add = |more: &[&str]| {
        kakitome(&[&["identity", "add", "noreply@bank.example", "--key", "p256", "--home", home, "--lang", "en"], more].concat())
    };
    // no Legacy certificate since 2025-07-15; an organisation needs its name
    for policy in ["2.23.140.1.5.1.1", "2.23.140.1.5.2.3"] {
        let output = add(&["--policy", policy]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("br.7-1-"), "{}", said(&output));
    }
    let output = add(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let root = Path::new(home).join("ca/root.pem");
    let output = kakitome(&["cert", "lint", root.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
