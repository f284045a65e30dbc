//! `kakitome off|on` beside a running gateway, and `kakitome rule explain` beside what the gateway does.

use std::process::Output;
use std::time::{Duration, Instant};

use crate::real_mail::signed;
use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn off_and_on_hold_beside_a_running_gateway_and_over_a_restart() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let command = |word: &str| text(&succeed(kakitome().arg(word).arg("--home").arg(home.path())));
    let becomes = |serve: &Serve, wanted: bool| {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let mail = mails::mail("switched", "", b"text\r\n".to_vec());
            assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
            if signed(&sink.next().bytes) == wanted {
                return;
            }
            assert!(Instant::now() < until, "the switch was not seen");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    becomes(&serve, true);
    assert!(command("off").contains("kakitome on"));
    becomes(&serve, false);
    assert!(command("off").contains("already"));
    drop(serve);
    let serve = Serve::start(&home);
    let mail = mails::mail("after a restart", "", b"text\r\n".to_vec());
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
    assert!(!signed(&sink.next().bytes), "a restart does not forget it");
    command("on");
    becomes(&serve, true);
}

#[test]
fn rule_explain_says_what_the_gateway_does() {
    let (home, sink) = (Home::new(), Sink::start());
    let rules = "[[network]]\nname = \"far\"\naddresses = [\"192.0.2.0/24\"]\n\
        [[network]]\nname = \"queues\"\naddresses = [\"198.51.100.0/24\"]\nmta = true\n\
        [[rule]]\nname = \"partner\"\nto = [\"@partner.example\"]\nsign = \"no\"\n\
        [[rule]]\nname = \"archive\"\nto = [\"@archive.example\"]\nsign = \"opaque\"\n\
        [[rule]]\nname = \"try-out\"\nto = [\"@later.example\"]\nmode = \"observe\"\n";
    home.configure(sink.address, rules);
    let serve = Serve::start(&home);
    for (from, to, more, result, because) in [
        (SENDER, "a@home.example", &[][..], "sign", "rule-why-signed"),
        (SENDER, "a@partner.example", &[], "unsigned", "rule-why-no"),
        (SENDER, "a@archive.example", &[], "sign-opaque", "rule-why-signed"),
        (SENDER, "a@later.example", &[], "unsigned", "rule-why-observe"),
        (SENDER, "a@home.example", &["--kind", "auto-submitted"], "unsigned", "rule-why-kind"),
        (SENDER, "a@home.example", &["--client", "192.0.2.9"], "refuse", "rule-why-unauthorised"),
        ("somebody@else.example", "a@home.example", &[], "unsigned", "rule-why-no-identity"),
    ] {
        let output = kakitome()
            .args(["rule", "explain", "--json", "--from", from, "--to", to])
            .args(more)
            .arg("--home")
            .arg(home.path())
            .output()
            .unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        assert_eq!((said["result"].as_str(), said["because"].as_str()), (Some(result), Some(because)), "{from} to {to} {more:?}: {said:#}");
        assert_eq!(output.status.code(), Some(i32::from(result == "refuse")));
        // From this machine the gateway does as was said.
        if more.is_empty() {
            let mail = format!("From: {from}\r\nDate: {}\r\nSubject: x\r\n\r\ntext\r\n", mails::now());
            assert!(submit(serve.relay, from, &[to], mail.as_bytes()).starts_with("250"));
            let arrived = sink.next().bytes;
            assert_eq!(signed(&arrived), result == "sign", "{from} to {to}");
            assert_eq!(String::from_utf8_lossy(&arrived).contains("application/pkcs7-mime"), result == "sign-opaque");
        }
    }
    // A mail of its own for each, whether the gateway parts it or the client sends it again.
    let both = ["a@home.example", "b@partner.example"];
    let asked = |client: &str| {
        let mut command = kakitome();
        command.args(["rule", "explain", "--json", "--from", SENDER, "--to", both[0], "--to", both[1], "--client", client, "--home"]);
        let output = command.arg(home.path()).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    };
    // The second may not sign at all, which changes nothing of how it would be parted.
    for (client, again, result) in [("127.0.0.1", false, "sign"), ("198.51.100.7", true, "refuse")] {
        let said = asked(client);
        assert_eq!((&said["splits"], &said["result"], &said["apart"][0]), (&again.into(), &result.into(), &both[1].into()));
        assert_eq!(said["mails"].as_array().map(Vec::len), Some(2), "{said:#}");
        assert_eq!((&said["recipients"][1]["result"], &said["recipients"][1]["because"]), (&"unsigned".into(), &"rule-why-no".into()));
    }
    let mail = mails::mail("to both", "", b"text\r\n".to_vec());
    assert!(submit(serve.relay, SENDER, &both, &mail.bytes).starts_with("250"));
    let mut forms = [sink.next(), sink.next()].map(|mail| signed(&mail.bytes));
    forms.sort_unstable();
    assert_eq!(forms, [false, true], "as was said");
    let words = |lang: &str| {
        let mut command = kakitome();
        command.args([
            "--lang",
            lang,
            "rule",
            "explain",
            "--from",
            SENDER,
            "--to",
            "a@docomo.ne.jp",
            "--to",
            "b@partner.example",
            "--home",
        ]);
        text(&succeed(command.arg(home.path())))
    };
    assert!(words("en").contains("would be signed") && words("en").contains("b@partner.example"), "{}", words("en"));
    assert!(words("ja").contains("署名します") && words("ja").contains("携帯電話会社"), "{}", words("ja"));
    let output = kakitome()
        .args(["rule", "explain", "--from", SENDER, "--to", "a@b", "--login", "nobody@bank.example", "--home"])
        .arg(home.path())
        .output();
    assert_eq!(output.unwrap().status.code(), Some(2));
}

#[test]
fn rule_explain_knows_logins_that_are_no_accounts_of_this_home() {
    let (home, sink) = (Home::new(), Sink::start());
    let door =
        |kind: &str, more: &str| format!("[[listener]]\nkind = \"{kind}\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{more}");
    let by_login = "[[may-sign]]\nlogins = [\"app@home.example\"]\nas = [\"@bank.example\"]\n[triggers]\nno-sign = [\"[nosign]\"]\n";
    let asked_from = |client: &str, more: &[&str]| {
        let mut command = kakitome();
        command.args(["rule", "explain", "--json", "--from", SENDER, "--to", "a@home.example", "--client", client]).args(more);
        let output = command.arg("--home").arg(home.path()).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), said["result"].as_str().unwrap_or_default().to_owned())
    };
    let asked = |more: &[&str]| asked_from("192.0.2.9", more);
    let other = ["--login", "other@home.example"];
    let app = ["--login", "app@home.example"];
    home.configure(sink.address, &format!("{}{by_login}", door("milter", "")));
    assert_eq!(asked(&app), (Some(0), "sign".to_owned()));
    assert_eq!(asked(&["--login", SENDER]), (Some(0), "sign".to_owned()), "its own address");
    assert_eq!(asked(&other), (Some(1), "refuse".to_owned()));
    assert_eq!(asked(&[&app[..], &["--subject", "[nosign] x"]].concat()), (Some(0), "unsigned".to_owned()));
    assert_eq!(asked_from("127.0.0.1", &other), (Some(0), "sign".to_owned()), "by its network");
    home.configure(sink.address, &format!("{}{by_login}", door("milter", "believe-logins = false\n")));
    assert_eq!(asked(&app).0, Some(2), "nobody of that name can come");
    home.configure(sink.address, &format!("[accounts]\ncheck = \"dovecot\"\ndovecot-socket = \"d\"\n{by_login}"));
    assert_eq!(asked(&app), (Some(0), "sign".to_owned()));
    assert_eq!(asked_from("127.0.0.1", &other), (Some(1), "refuse".to_owned()), "only the login counts");
}
