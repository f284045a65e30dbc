//! What `serve` tells its administrator by mail: a test, and what the daily check of every identity finds; shown by the commands too.

use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::Value;

use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::{Arrived, Sink};

const ALERTS: &str = "[alerts]\nto = [\"admin@home.example\"]\nlanguage = \"both\"\n";

fn json(words: &[&str], home: &Home) -> Value {
    let output = kakitome().args(words).arg("--json").arg("--home").arg(home.path()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The text of a mail of ours.
fn text(mail: &Arrived) -> String {
    let content = String::from_utf8_lossy(&mail.bytes).into_owned();
    let (_, body) = content.split_once("Content-Transfer-Encoding: base64\r\n\r\n").unwrap_or_else(|| panic!("{content}"));
    let letters: String = body.split("\r\n\r\n").next().unwrap().lines().take_while(|line| !line.starts_with("--")).collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(letters).unwrap()).unwrap()
}

#[test]
fn a_test_goes_the_way_of_all_alerts_and_is_signed() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, &format!("{ALERTS}from = \"{SENDER}\"\n"));
    // Nobody is there to send it: that is said, and the test is kept.
    let waits = kakitome().args(["alerts", "test", "--seconds", "0", "--lang", "en", "--home"]).arg(home.path()).output().unwrap();
    let said = String::from_utf8_lossy(&waits.stderr).into_owned();
    assert!(waits.status.code() == Some(1) && said.contains("was not sent within 0 seconds"), "{said}");
    assert_eq!(json(&["alerts", "list"], &home)["alerts"][0]["told"], Value::Null);
    let _serve = Serve::start(&home);
    let first = sink.next();
    assert!(text(&first).contains("試験のお知らせ"), "{}", text(&first));
    let told = json(&["alerts", "test"], &home);
    assert!(told["told"].is_string() && told["to"][0] == "admin@home.example", "{told:#}");
    let mail = sink.next();
    assert!(mail.mail_from.contains(SENDER) && mail.rcpt_to[0].contains("admin@home.example"), "{mail:?}");
    assert!(text(&mail).contains("alerts work"), "{}", text(&mail));
    let file = home.scratch().join("alert.eml");
    std::fs::write(&file, &mail.bytes).unwrap();
    let verified = Command::new("openssl").args(["cms", "-verify", "-CAfile"]).arg(home.root()).arg("-in").arg(&file).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let list = json(&["alerts", "list"], &home);
    let alerts = list["alerts"].as_array().unwrap();
    assert!(alerts.len() == 2 && alerts.iter().all(|one| one["kind"] == "test" && one["told"].is_string()), "{list:#}");
    let shown = succeed(kakitome().args(["alerts", "list", "--lang", "ja", "--home"]).arg(home.path()));
    assert!(String::from_utf8_lossy(&shown.stdout).contains("試験のお知らせ"));
}

#[test]
fn nobody_to_be_told_is_said() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, "");
    let output = kakitome().args(["alerts", "test", "--lang", "en", "--home"]).arg(home.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("[alerts] to ="), "{said}");
}

#[test]
fn serve_checks_every_identity_and_tells_what_is_new_once() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, ALERTS);
    let serve = |home: &Home| Serve::start_with(home, kakitome().args(["serve", "--first-look", "1", "--home"]).arg(home.path()));
    let running = serve(&home);
    // Nobody outside has the root of the built-in authority: that is found, and told in one mail.
    let words = text(&sink.next());
    assert!(words.contains(SENDER) && words.contains("preflight --last"), "{words}");
    let last = json(&["preflight", "--last"], &home);
    let one = &last["identities"][0];
    assert_eq!((&one["identity"]["address"], &one["points"][0]["id"]), (&SENDER.into(), &"reissue".into()), "{last:#}");
    let shown = kakitome().args(["preflight", "--last", "--as", SENDER, "--lang", "ja", "--home"]).arg(home.path()).output().unwrap();
    assert!(shown.status.code() == Some(1) && String::from_utf8_lossy(&shown.stdout).starts_with(&format!("差出人 {SENDER}")), "{shown:?}");
    let alerts = json(&["alerts", "list"], &home);
    let count = alerts["alerts"].as_array().unwrap().len();
    let at = one["at"].clone();
    drop(running);
    std::thread::sleep(Duration::from_secs(1));
    // The next day: the same is found, and nobody is told.
    let _running = serve(&home);
    let until = Instant::now() + Duration::from_secs(30);
    while json(&["preflight", "--last"], &home)["identities"][0]["at"] == at {
        assert!(Instant::now() < until, "it was not checked again");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(json(&["alerts", "list"], &home)["alerts"].as_array().unwrap().len(), count);
    assert!(sink.stays_empty());
}

#[test]
fn every_identity_is_checked_daily_where_nobody_is_told_by_mail_too() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, "");
    let serve = Serve::start_with(&home, kakitome().args(["serve", "--first-look", "1", "--home"]).arg(home.path()));
    let log = home.scratch().join("serve.log");
    let until = Instant::now() + Duration::from_secs(60);
    while !std::fs::read_to_string(&log).unwrap().contains(&format!("{SENDER}: the daily check found something new, points: ")) {
        assert!(Instant::now() < until, "{}", std::fs::read_to_string(&log).unwrap());
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(serve);
    assert_eq!(json(&["preflight", "--last"], &home)["identities"][0]["identity"]["address"], SENDER);
    assert!(sink.stays_empty());
}

#[test]
fn the_rollout_report_counts_what_observe_mode_saw_and_predicts_what_programs_show() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(
        sink.address,
        "[senders]\ntell-of-carriers = false\n[[rule]]\nname = \"first\"\nto = [\"@ready.example\"]\nmode = \"sign\"\n",
    );
    let file = home.path().join("kakitome.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let observing = if config.contains("[signing]\n") {
        config.replacen("[signing]\n", "[signing]\nmode = \"observe\"\n", 1)
    } else {
        format!("{config}\n[signing]\nmode = \"observe\"\n")
    };
    std::fs::write(&file, observing).unwrap();
    let serve = Serve::start(&home);
    for (to, name) in [("a@gmail.com", "1"), ("b@docomo.ne.jp", "2"), ("c@firm.example", "3"), ("d@ready.example", "4")] {
        let mail = mails::mail(name, "", b"text\r\n".to_vec());
        assert!(submit(serve.relay, SENDER, &[to], &mail.bytes).starts_with("250"));
        sink.next();
    }
    let until = Instant::now() + Duration::from_secs(20);
    let report = loop {
        let report = json(&["rollout", "report"], &home);
        if report["mails"] == 4 {
            break report;
        }
        assert!(Instant::now() < until, "{report:#}");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!((&report["outcomes"]["would-sign"], &report["outcomes"]["signed"]), (&3.into(), &1.into()), "{report:#}");
    let one = &report["identities"][0];
    assert_eq!((&one["address"], &one["would_sign"], &one["carrier_recipients"]), (&SENDER.into(), &3.into(), &1.into()));
    let clients = one["views"][0]["clients"].as_array().unwrap();
    let likely: Vec<&str> = clients.iter().filter(|one| one["likely"] == true).map(|one| one["client"].as_str().unwrap()).collect();
    assert!(likely.contains(&"gmail-web") && likely.contains(&"docomo-mail"), "{likely:?}");
    let classes: Vec<(&str, u64)> = report["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["class"].as_str().unwrap(), one["recipients"].as_u64().unwrap()))
        .collect();
    assert_eq!(classes, [("own", 0), ("webmail", 1), ("carrier", 1), ("other", 2)]);
    // Nothing was signed for the report but specimens, and nothing was sent.
    assert!(sink.stays_empty());
    for lang in ["ja", "en"] {
        let page = succeed(kakitome().args(["rollout", "report", "--html", "--lang", lang, "--home"]).arg(home.path()));
        let page = String::from_utf8_lossy(&page.stdout).into_owned();
        assert!(page.starts_with("<!doctype html>") && page.contains(SENDER) && !page.contains('⟨') && !page.contains("<script"), "{page}");
        if let Some(folder) = std::env::var_os("KAKITOME_PAGES") {
            std::fs::write(std::path::Path::new(&folder).join(format!("rollout.{lang}.html")), &page).unwrap();
        }
        let text = succeed(
            kakitome().args(["rollout", "report", "--no-views", "--since", "2020-01-01", "--lang", lang, "--home"]).arg(home.path()),
        );
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        assert!(text.contains(SENDER) && text.contains('%'), "{text}");
    }
    let future = kakitome().args(["rollout", "report", "--since", "2999-01-01", "--home"]).arg(home.path()).output().unwrap();
    let said = String::from_utf8_lossy(&future.stderr);
    assert_eq!((future.status.code(), future.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("2999-01-01") && said.contains("still to come"), "{said}");
}
