//! `kakitome verify --crl`, `--ocsp` and `--revocation`: evidence in files, in words and as JSON, in both languages.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::town::{Says, Town};

const USUAL: Says<'_> = Says { issuer: None, responder: Some("{}/ocsp"), crl: Some("{}/issuing.crl") };

fn run(town: &Town, lang: &str, words: &[OsString], mail: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
    command.args(["verify", "--lang", lang, "--trust"]).arg(town.path("root.pem")).args(words).arg(mail);
    command.output().unwrap()
}

fn report(town: &Town, words: &[OsString], mail: &Path) -> Value {
    let output = run(town, "en", &[words, &["--json".into()]].concat(), mail);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{words:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(output.status.code(), Some(if report["verdict"] == "valid" { 0 } else { 1 }), "{words:?}");
    report
}

fn says(town: &Town, words: &[OsString], mail: &Path, expected: &[(&str, &[&str])]) {
    for (lang, pieces) in expected {
        for tree in [false, true] {
            let words = if tree { [words, &["--tree".into()]].concat() } else { words.to_vec() };
            let said = String::from_utf8(run(town, lang, &words, mail).stdout).unwrap();
            assert!(!said.contains(['⟨', '{', '$']), "{said}");
            for piece in *pieces {
                assert!(said.contains(piece), "{words:?}: {piece}:\n{said}");
            }
        }
    }
}

fn crls(town: &Town) -> Vec<OsString> {
    ["root.crl", "issuing.crl"].into_iter().flat_map(|name| ["--crl".into(), town.list(name).into()]).collect()
}

/// The responder's answer in a file.
fn answer(town: &Town, mail: &Path) -> Vec<OsString> {
    let port = town.server.port.to_string();
    let online = ["--online", "--allow-network", "127.0.0.1", "--allow-port", &port].map(OsString::from);
    run(town, "en", &online, mail);
    assert!(town.server.asked().contains(&"/ocsp".to_owned()));
    vec!["--ocsp".into(), town.path("answer").into()]
}

#[test]
fn c16_lists_in_files_say_good_and_revoked_and_whose_they_are() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    let good = report(&town, &crls(&town), &mail);
    assert_eq!((&good["verdict"], &good["signers"][0]["revocation"]), (&"valid".into(), &"good".into()));
    let source = &good["signers"][0]["paths_tried"][0]["revocation"][0]["source"];
    assert_eq!((&source["kind"], &source["this_update"]), (&"crl".into(), &"2020-06-02T00:00:00Z".into()));
    assert!(source["age"].as_u64().unwrap() > 86_400 * 365 && source["by"].as_str().unwrap().contains("Mihon Issuing"));
    says(
        &town,
        &crls(&town),
        &mail,
        &[
            ("en", &["not revoked (revocation list of", "as of 2 June 2020 00:00 UTC", "days old"]),
            ("ja", &["失効していません(失効リスト", "2020年6月2日 9時00分(日本時間) 現在"]),
        ],
    );
    town.publish(true);
    let revoked = report(&town, &crls(&town), &mail);
    assert_eq!((&revoked["verdict"], &revoked["signers"][0]["revocation"]), (&"untrusted".into(), &"revoked".into()));
    let told = revoked["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == "pki.revoked").unwrap();
    assert_eq!((&told["facts"]["since"], &told["facts"]["reason"]), (&"2020-06-01T00:00:00Z".into(), &"superseded".into()));
    says(
        &town,
        &crls(&town),
        &mail,
        &[
            ("en", &["revoked on 1 June 2020 00:00 UTC (reason: superseded by a newer certificate;"]),
            ("ja", &["2020年6月1日 9時00分(日本時間) に失効しています(理由: 新しい証明書への交代、"]),
        ],
    );
    // as of a day before it happened
    let before = report(&town, &[crls(&town), vec!["--at".into(), "2020-05-01".into()]].concat(), &mail);
    assert_ne!(before["signers"][0]["revocation"], "revoked", "{:#}", before["findings"]);
}

#[test]
fn c15_a_responders_answer_in_a_file_counts_as_one_that_was_fetched() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    let words = answer(&town, &mail);
    let good = report(&town, &[words.clone(), crls(&town)[..2].to_vec()].concat(), &mail);
    assert_eq!((&good["verdict"], &good["signers"][0]["revocation"]), (&"valid".into(), &"good".into()), "{:#}", good["findings"]);
    assert_eq!(good["signers"][0]["paths_tried"][0]["revocation"][0]["source"]["kind"], "ocsp");
    says(&town, &words, &mail, &[("en", &["OCSP responder “"]), ("ja", &["OCSP の応答"])]);
    town.publish(true);
    let words = answer(&town, &mail);
    let revoked = report(&town, &words, &mail);
    assert_eq!((&revoked["verdict"], &revoked["signers"][0]["revocation"]), (&"untrusted".into(), &"revoked".into()));
    // what another town's responder says is nobody's answer here
    let other = Town::new("Mihon Bank", USUAL);
    let strange = report(&other, &words, &other.mail(true));
    assert_eq!((&strange["verdict"], &strange["signers"][0]["revocation"]), (&"valid".into(), &"not-checked".into()));
}

#[test]
fn c17_nothing_known_is_told_refused_or_not_asked_as_the_mode_says() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    let mode = |word: &str| vec!["--revocation".into(), word.into()];
    let outcome = |words: &[OsString]| {
        let report = report(&town, words, &mail);
        (report["verdict"].as_str().unwrap().to_owned(), report["signers"][0]["revocation"].as_str().unwrap().to_owned())
    };
    let pair = |verdict: &str, revocation: &str| (verdict.to_owned(), revocation.to_owned());
    assert_eq!(outcome(&[]), pair("valid", "not-checked"));
    assert_eq!(outcome(&mode("soft")), pair("valid", "not-checked"));
    assert_eq!(outcome(&mode("hard")), pair("untrusted", "not-checked"));
    assert_eq!(outcome(&[mode("hard"), crls(&town)].concat()), pair("valid", "good"));
    // the leaf's list alone: nobody answers for the issuing CA
    assert_eq!(outcome(&[mode("hard"), crls(&town)[2..].to_vec()].concat()).0, "untrusted");
    town.publish(true);
    for word in ["soft", "hard"] {
        assert_eq!(outcome(&[mode(word), crls(&town)].concat()), pair("untrusted", "revoked"));
    }
    assert_eq!(outcome(&[mode("off"), crls(&town)].concat()), pair("valid", "not-checked"), "whoever switches it off is told so");
    says(
        &town,
        &mode("hard"),
        &mail,
        &[
            ("en", &["no revocation list or OCSP answer was at hand, and the settings demand one"]),
            ("ja", &["失効リストも OCSP の応答も手元になく"]),
        ],
    );
    // an attacker who blocks everything gains nothing where it is demanded
    town.server.page("/ocsp", (503, String::new(), Vec::new()));
    town.server.page("/issuing.crl", (503, String::new(), Vec::new()));
    town.server.page("/root.crl", (503, String::new(), Vec::new()));
    let port = town.server.port.to_string();
    let online: Vec<OsString> = ["--online", "--allow-network", "127.0.0.1", "--allow-port", &port].map(OsString::from).to_vec();
    assert_eq!(outcome(&online), pair("valid", "not-checked"));
    assert_eq!(outcome(&[online, mode("hard")].concat()), pair("untrusted", "not-checked"));
}

#[test]
fn what_was_fetched_is_listed_in_words() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    let port = town.server.port.to_string();
    let online: Vec<OsString> = ["--online", "--allow-network", "127.0.0.1", "--allow-port", &port].map(OsString::from).to_vec();
    let url = town.server.url("/root.crl");
    says(&town, &online, &mail, &[("en", &["What was fetched", "OCSP response http://", &url]), ("ja", &["取得したもの", &url])]);
    town.server.page("/root.crl", (404, String::new(), Vec::new()));
    says(&town, &online, &mail, &[("en", &["could not be fetched", "status 404"]), ("ja", &["404"])]);
}

/// An attacker who lets every packet to the authority's server vanish: the wait ends, and where an answer is demanded nothing is valid.
#[test]
fn c17_a_server_that_never_answers_is_waited_for_a_few_seconds() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let town = Town::new("Mihon Bank", Says { issuer: None, responder: None, crl: Some(&format!("http://127.0.0.1:{port}/x.crl")) });
    let mail = town.mail(true);
    let judge = |mode: &str| {
        let own = town.server.port.to_string();
        let words = ["--online", "--allow-network", "127.0.0.1", "--allow-port", &port, "--allow-port", &own, "--revocation", mode];
        let begun = std::time::Instant::now();
        let report = report(&town, &words.map(OsString::from), &mail);
        assert!(begun.elapsed() < std::time::Duration::from_secs(60), "{:?}", begun.elapsed());
        let waited =
            report["fetched"].as_array().unwrap().iter().any(|one| one["why"].as_str().is_some_and(|why| why.contains("within 5 seconds")));
        assert!(waited, "{:#}", report["fetched"]);
        report["verdict"].as_str().unwrap().to_owned()
    };
    std::thread::scope(|scope| {
        let soft = scope.spawn(|| judge("soft"));
        assert_eq!(judge("hard"), "untrusted");
        assert_eq!(soft.join().unwrap(), "valid");
    });
}
