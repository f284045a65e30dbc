//! `kakitome verify --online` against a server on loopback: what is fetched, on whose behalf, and what is not (attack rows C12, C13).

use std::ffi::OsString;
use std::path::Path;

use serde_json::Value;

use crate::town::{Says, Server, Town};
use crate::verify;

const USUAL: Says<'_> = Says { issuer: Some("{}/issuing.cer"), responder: Some("{}/ocsp"), crl: Some("{}/issuing.crl") };

/// The report, with these words beside the root of the town.
fn judge(town: &Town, mail: &Path, words: &str) -> Value {
    judge_trusting(&town.path("root.pem"), mail, &words.replace("{port}", &town.server.port.to_string()))
}

fn judge_trusting(root: &Path, mail: &Path, words: &str) -> Value {
    let mut all: Vec<OsString> = vec!["--json".into(), "--trust".into(), root.into()];
    all.extend(words.split_whitespace().map(OsString::from));
    all.push(mail.into());
    let output = verify(all);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words}: {error}: {said}"))
}

const ALLOWED: &str = "--online --allow-network 127.0.0.0/8 --allow-port {port}";

fn outcomes(report: &Value) -> Vec<(String, String)> {
    let fetched = report["fetched"].as_array().unwrap().iter();
    fetched.map(|one| (one["kind"].as_str().unwrap().to_owned(), one["outcome"].as_str().unwrap().to_owned())).collect()
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn the_issuer_and_answers_on_revocation_are_fetched_and_the_mail_is_judged_again() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(false);
    let offline = judge(&town, &mail, "");
    assert_eq!((&offline["verdict"], &offline["fetched"]), (&Value::from("untrusted"), &Value::Array(Vec::new())));
    assert_eq!(offline["signers"][0]["wants"][0]["kind"], "issuer", "what is not at hand is named");
    assert!(town.server.asked().is_empty(), "without --online nobody is asked");

    let report = judge(&town, &mail, ALLOWED);
    assert_eq!((&report["verdict"], &report["signers"][0]["revocation"]), (&"valid".into(), &"good".into()), "{:#}", report["fetched"]);
    assert_eq!(report["signers"][0]["path"].as_array().unwrap().len(), 3);
    let mut asked = town.server.asked();
    asked.sort();
    assert_eq!(asked, ["/issuing.cer", "/ocsp", "/root.crl"], "the list is not fetched where the responder answers");
    let source = &report["signers"][0]["paths_tried"][0]["revocation"][0]["source"];
    assert_eq!(source["kind"], "ocsp");
}

#[test]
fn what_a_responder_says_of_a_revoked_certificate_counts() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    assert_eq!(judge(&town, &mail, ALLOWED)["verdict"], "valid");
    town.publish(true);
    let report = judge(&town, &mail, ALLOWED);
    assert_eq!((&report["verdict"], &report["signers"][0]["revocation"]), (&"untrusted".into(), &"revoked".into()));
    assert!(ids(&report).contains(&"pki.revoked"), "{:?}", ids(&report));
}

#[test]
fn where_the_responder_fails_the_list_is_fetched() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    for broken in
        [(500, String::new(), Vec::new()), (200, String::new(), b"no answer".to_vec()), (200, String::new(), vec![0x30, 3, 0x0a, 1, 3])]
    {
        town.server.page("/ocsp", broken);
        town.server.asked();
        let report = judge(&town, &mail, ALLOWED);
        assert_eq!((&report["verdict"], &report["signers"][0]["revocation"]), (&"valid".into(), &"good".into()));
        assert!(outcomes(&report).contains(&("ocsp".to_owned(), "failed".to_owned())), "{:?}", outcomes(&report));
        assert!(town.server.asked().contains(&"/issuing.crl".to_owned()));
    }
    town.server.page("/issuing.crl", (404, String::new(), Vec::new()));
    let report = judge(&town, &mail, ALLOWED);
    assert_eq!(
        (&report["verdict"], &report["signers"][0]["revocation"]),
        (&"valid".into(), &"not-checked".into()),
        "soft by default, and said"
    );
}

#[test]
fn c12_private_addresses_and_other_ports_are_asked_only_where_a_flag_allows_it() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    for (words, why) in [
        ("--online", "port is not asked"),
        ("--online --allow-port {port}", "not a public address"),
        ("--online --allow-network 127.0.0.0/8", "port is not asked"),
        ("--online --allow-port {port} --allow-network 10.0.0.0/8", "not a public address"),
    ] {
        let report = judge(&town, &mail, words);
        let fetched = report["fetched"].as_array().unwrap();
        assert!(!fetched.is_empty() && fetched.iter().all(|one| one["outcome"] == "failed"), "{words}: {fetched:?}");
        assert!(fetched[0]["why"].as_str().unwrap().contains(why), "{words}: {}", fetched[0]["why"]);
        assert_eq!((&report["verdict"], &report["signers"][0]["revocation"]), (&"valid".into(), &"not-checked".into()));
    }
    assert_eq!(town.server.asked(), Vec::<String>::new(), "nobody connected");
}

#[test]
fn c12_addresses_that_mean_this_machine_or_no_web_server_are_never_asked() {
    let victim = Server::start();
    let port = victim.port;
    for url in [
        format!("http://localhost:{port}/x.crl"),
        format!("http://2130706433:{port}/x.crl"),
        format!("http://0x7f.1:{port}/x.crl"),
        format!("http://[::1]:{port}/x.crl"),
        format!("http://[::ffff:127.0.0.1]:{port}/x.crl"),
        format!("http://user:secret@127.0.0.1:{port}/x.crl"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://10.0.0.1/x.crl".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ldap://127.0.0.1/cn=x?certificateRevocationList".to_owned(),
        "gopher://127.0.0.1:25/_QUIT".to_owned(),
    ] {
        let town = Town::new("Mihon Bank", Says { issuer: None, responder: None, crl: Some(&url) });
        let report = judge(&town, &town.mail(true), &format!("--online --allow-port {port}"));
        assert!(outcomes(&report).iter().all(|(_, outcome)| outcome == "failed"), "{url}: {:?}", outcomes(&report));
        assert_eq!(report["verdict"], "valid", "{url}: an address that cannot be asked is no fault of the mail");
    }
    assert_eq!(victim.asked(), Vec::<String>::new());
}

#[test]
fn c12_a_redirect_leads_nowhere_else() {
    let town = Town::new("Mihon Bank", Says { issuer: None, responder: None, crl: Some("{}/moved.crl") });
    let victim = Server::start();
    let mail = town.mail(true);
    for to in [victim.url("/x.crl"), "http://169.254.169.254/".to_owned(), "file:///etc/passwd".to_owned()] {
        town.server.page("/moved.crl", (302, format!("Location: {to}\r\n"), Vec::new()));
        let report = judge(&town, &mail, ALLOWED);
        assert!(outcomes(&report).contains(&("crl".to_owned(), "failed".to_owned())), "{to}: {:?}", outcomes(&report));
    }
    assert_eq!(victim.asked(), Vec::<String>::new());
    town.server.page("/moved.crl", (302, format!("Location: {}\r\n", town.server.url("/issuing.crl")), Vec::new()));
    assert_eq!(judge(&town, &mail, ALLOWED)["signers"][0]["revocation"], "good", "one that stays is followed");
}

#[test]
fn c13_nobody_is_asked_on_behalf_of_a_chain_that_nobody_trusts() {
    let town = Town::new("Mihon Bank", USUAL);
    let other = Town::new("Mihon Bank", USUAL);
    let (bare, whole) = (town.mail(false), town.mail(true));
    // the whole chain is there and its root is not trusted: revocation is nobody's business
    let allowed = ALLOWED.replace("{port}", &town.server.port.to_string());
    let report = judge_trusting(&other.path("root.pem"), &whole, &allowed);
    assert_eq!((&report["verdict"], outcomes(&report)), (&"untrusted".into(), Vec::new()));
    // the content was changed: nothing is asked for
    let text = std::fs::read_to_string(&bare).unwrap();
    std::fs::write(town.path("changed.eml"), text.replace("Hello.", "Pay me.")).unwrap();
    let report = judge(&town, &town.path("changed.eml"), ALLOWED);
    assert_eq!((&report["verdict"], outcomes(&report)), (&"altered".into(), Vec::new()));
    assert_eq!(town.server.asked(), Vec::<String>::new());
}

#[test]
fn c13_an_address_that_anybody_could_have_written_is_not_asked() {
    let town = Town::new("Evil Mailers", USUAL);
    let mail = town.mail(false);
    let report = judge(&town, &mail, ALLOWED);
    assert_eq!(outcomes(&report), [("issuer".to_owned(), "not-asked".to_owned())]);
    assert_eq!(report["verdict"], "untrusted");
    assert_eq!(town.server.asked(), Vec::<String>::new(), "whoever wrote the mail learns nothing");
    let report = judge(&town, &mail, &format!("{ALLOWED} --any-issuer"));
    assert_eq!(report["verdict"], "valid", "{:?}", outcomes(&report));
    assert!(town.server.asked().contains(&"/issuing.cer".to_owned()));
}

#[test]
fn c13_what_is_fetched_is_believed_no_more_than_what_comes_with_the_mail() {
    let town = Town::new("Mihon Bank", USUAL);
    let stranger = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(false);
    // another authority's certificate, and its lists, under the right addresses
    let wrong = std::fs::read(stranger.list("issuing.cer")).unwrap();
    town.server.put("/issuing.cer", &wrong);
    assert_eq!(judge(&town, &mail, ALLOWED)["verdict"], "untrusted");
    let wrong = std::fs::read(stranger.list("issuing.crl")).unwrap();
    town.server.put("/issuing.crl", &wrong);
    town.server.page("/ocsp", (404, String::new(), Vec::new()));
    let report = judge(&town, &town.mail(true), ALLOWED);
    assert_eq!(report["signers"][0]["revocation"], "unknown", "{:?}", ids(&report));
}

#[test]
fn evidence_in_files_does_without_the_network() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    let lists = format!("--crl {} --crl {}", town.list("issuing.crl").display(), town.list("root.crl").display());
    assert_eq!(judge(&town, &mail, &lists)["signers"][0]["revocation"], "good");
    town.publish(true);
    // the responder's answer as a file
    judge(&town, &mail, ALLOWED);
    let answer = format!("--ocsp {}", town.path("answer").display());
    let report = judge(&town, &mail, &answer);
    assert_eq!((&report["verdict"], &report["signers"][0]["revocation"]), (&"untrusted".into(), &"revoked".into()));
}

#[test]
fn the_tree_draws_every_path_in_both_languages() {
    let town = Town::new("Mihon Bank", USUAL);
    let mail = town.mail(true);
    for (lang, words) in [
        ("en", ["Path 1: accepted", "root as given", "Revocation"]),
        ("ja", ["パス 1: 採用しました", "指定されたルート証明書", "失効の確認"]),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .args(["verify", "--lang", lang, "--tree", "--trust"])
            .args([town.path("root.pem"), mail.clone()])
            .output()
            .unwrap();
        let drawn = String::from_utf8(output.stdout).unwrap();
        for word in words {
            assert!(drawn.contains(word), "{word}:\n{drawn}");
        }
        assert!(drawn.contains("├─ ") && drawn.contains("└─ ") && drawn.contains("pki.revocation-not-checked"), "{drawn}");
        assert!(!drawn.contains(['⟨', '{', '$']), "{drawn}");
    }
}
