//! How mail leaves, as an administrator sees it: an honest next hop with TLS (Postfix), what the journal and `kakitome hop` say of it, and what
//! happens when it stops doing TLS (T07).

use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::postfix::{Postfix, usable};
use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::tls::Certificate;

fn ask(home: &Home, words: &[&str]) -> Output {
    kakitome().args(words).arg("--home").arg(home.path()).output().unwrap()
}

fn json(home: &Home, words: &[&str]) -> Value {
    let output = ask(home, &[words, &["--json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Asks until it holds: the journal is written a moment after the answer.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn t07_postfix_is_a_hop_that_must_go_on_doing_tls() {
    let Some(program) = usable("t07_postfix_is_a_hop_that_must_go_on_doing_tls") else { return };
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make_for(home.scratch(), "behind", "mx.behind.test");
    let tls = format!(
        "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {}\nsmtpd_tls_key_file = {}\n",
        certificate.certificate.display(),
        certificate.key.display()
    );
    let behind = Postfix::start(&program, &home.scratch().join("behind"), sink.address, &tls);
    let file = home.configure(behind.address(), "");
    let written = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, written.replace("tls = \"none\"", "tls = \"optional\"\nreuse-seconds = 0")).unwrap();
    let meant = text(&succeed(kakitome().args(["config", "check"]).arg("--config").arg(&file)));
    assert!(meant.contains("once it has done TLS: always"), "{meant}");
    assert_eq!(ask(&home, &["hop", "list"]).status.code(), Some(1), "nothing is known yet");
    let serve = Serve::start(&home);
    let send =
        |name: &'static str| submit(serve.relay, SENDER, &["customer@home.example"], &mails::mail(name, "", b"text\r\n".to_vec()).bytes);

    let reply = send("first");
    assert!(reply.starts_with("250"), "{reply}");
    let id = reply.split_whitespace().last().unwrap().trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned();
    let hop = behind.address().to_string();
    until("how it left is in the journal", || !json_or_null(&home, &id)["legs"].as_array().is_none_or(Vec::is_empty));
    let shown = json(&home, &["journal", "show", &id]);
    let leg = &shown["legs"][0];
    assert_eq!(
        (&leg["hop"], &leg["encrypted"], &leg["tls"]["version"]),
        (&hop.as_str().into(), &true.into(), &"TLS 1.3".into()),
        "{shown}"
    );
    assert_eq!((&leg["tls"]["certificate"], &leg["tls"]["proven"]), (&"mx.behind.test".into(), &"none".into()));
    assert!(leg["encrypted_since"].is_string() && leg["tls"]["sha256"].as_str().is_some_and(|digest| digest.len() == 64));
    let english = text(&ask(&home, &["journal", "show", &id]));
    assert!(english.contains("this hop was encrypted with TLS 1.3") && english.contains("mx.behind.test"), "{english}");
    let japanese = text(&ask(&home, &["--lang", "ja", "journal", "show", &id]));
    assert!(japanese.contains("この区間の通信は暗号化されています") && japanese.contains("から暗号化されています"), "{japanese}");
    let list = json(&home, &["hop", "list"]);
    assert_eq!((&list["hops"][0]["hop"], &list["hops"][0]["downgraded"]), (&hop.as_str().into(), &Value::Null), "{list}");

    behind.set("smtpd_tls_security_level = none");
    let reply = {
        let mut reply = String::new();
        until("Postfix offers no TLS any more", || {
            reply = send("second");
            reply.starts_with("451 4.7.4")
        });
        reply
    };
    assert!(reply.starts_with("451 4.7.4") && reply.contains("has done TLS since"), "{reply}");
    Serve::log_with(home.scratch(), &["ALARM: this hop has done TLS before"]);
    let listed = text(&ask(&home, &["--lang", "ja", "hop", "list"]));
    assert!(listed.contains("暗号化できなくなりました") && listed.contains(&format!("kakitome hop forget {hop}")), "{listed}");

    let unknown = ask(&home, &["hop", "forget", "mx.elsewhere.test:25"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("nothing is known of a hop"));
    assert!(ask(&home, &["hop", "forget", &hop]).status.success());
    until("a running gateway has heard of it", || send("third").starts_with("250"));
    until("the third is in the journal", || {
        let last = json(&home, &["journal", "find", "--to", "customer@home.example", "--limit", "1"]);
        last["legs"][0]["encrypted"] == false && last["legs"][0]["why"] == "not-offered"
    });
    let english = text(&ask(&home, &["journal", "find", "--to", "customer@home.example", "--limit", "1"]));
    assert!(english.contains("not encrypted (the hop offers no STARTTLS)"), "{english}");
    until("connections are counted", || {
        let report = json(&home, &["hop", "report"]);
        let results: Vec<&str> = report["connections"].as_array().unwrap().iter().map(|row| row["result"].as_str().unwrap()).collect();
        ["encrypted", "starttls-not-supported", "clear"].iter().all(|wanted| results.contains(wanted))
    });
    let said = text(&ask(&home, &["hop", "report"]));
    assert!(said.contains("failed: STARTTLS was not to be had") && said.contains("not encrypted"), "{said}");
}

fn json_or_null(home: &Home, id: &str) -> Value {
    serde_json::from_slice(&ask(home, &["journal", "show", id, "--json"]).stdout).unwrap_or(Value::Null)
}
