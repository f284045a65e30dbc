//! T04, T05, T06 and gate G6: next hops that lie about TLS. The cases of fake-mail-server (shared corpus, `starttls/fake-mail-server/smtp`) and our own,
//! played against a client that requires TLS: nothing of the mail may be said in clear, and the session has to end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kakitome_wire::client::{Event, Outcome, Session, Settings, Step, Tls};
use kakitome_wire::{Mail, Mailbox, Rcpt};

/// A case: what the hop answers in clear.
#[derive(Debug, Default)]
struct Case {
    greeting: Option<String>,
    offers_starttls: bool,
    answers: HashMap<String, String>,
    hidden: Vec<String>,
}

impl Case {
    /// Reads what is needed of a `.ron` file.
    fn read(text: &str) -> Self {
        let text: String = text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
        let mut case = Self::default();
        let list = |key: &str| {
            let from = text.find(key)? + key.len();
            let end = text[from..].find(']')? + from;
            Some(text[from..end].to_owned())
        };
        case.offers_starttls = list("capabilities:").is_some_and(|list| list.contains("StartTLS"));
        if let Some(hidden) = list("hide_commands:") {
            case.hidden = hidden.split('"').skip(1).step_by(2).map(str::to_uppercase).collect();
        }
        let strings: Vec<&str> = text.split('"').collect();
        for pair in strings.windows(3) {
            let key = match (pair[0], pair[1].trim()) {
                (key, ":") => key.to_uppercase(),
                (before, _) if before.trim().ends_with("greeting:") => {
                    case.greeting = Some(plain(pair[1]));
                    continue;
                }
                (before, _) if before.trim().ends_with("stls_response:") => {
                    case.answers.insert("STARTTLS".into(), plain(pair[1]));
                    continue;
                }
                _ => continue,
            };
            case.answers.insert(key, plain(pair[2]));
        }
        case
    }

    fn answer(&self, verb: &str) -> String {
        if self.hidden.iter().any(|hidden| hidden == verb) {
            return "502 5.5.1 not implemented\r\n".into();
        }
        if let Some(answer) = self.answers.get(verb) {
            return answer.clone();
        }
        match verb {
            "EHLO" if self.offers_starttls => "250-fake\r\n250-STARTTLS\r\n250 8BITMIME\r\n".into(),
            "EHLO" | "HELO" => "250 fake\r\n".into(),
            "STARTTLS" => "220 go ahead\r\n".into(),
            "DATA" => "354 go\r\n".into(),
            "QUIT" => "221 bye\r\n".into(),
            _ => "250 ok\r\n".into(),
        }
    }
}

fn plain(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\n", "\n")
}

/// What happened: the client's bytes in clear and inside TLS, and the end.
#[derive(Debug)]
struct Played {
    clear: String,
    inside: String,
    outcome: Outcome,
}

fn play(case: &Case, tls: Tls) -> Played {
    let mut session = Session::new(Arc::new(Settings::new("gateway.example", tls)), false);
    let mut played = Played { clear: String::new(), inside: String::new(), outcome: Outcome::Deferred };
    let mut hop = case.greeting.clone().unwrap_or_else(|| "220 fake\r\n".into()).into_bytes();
    let (mut content, mut ended) = (false, false);
    for _ in 0..200 {
        let mut input = hop.as_slice();
        let event = session.next(&mut input);
        hop = input.to_vec();
        match event {
            Event::NeedInput => {
                let said = String::from_utf8(session.output().to_vec()).unwrap();
                session.written(said.len());
                if said.is_empty() {
                    session.timed_out();
                    continue;
                }
                if session.inside_tls() { &mut played.inside } else { &mut played.clear }.push_str(&said);
                for line in said.lines() {
                    let verb = line.split(' ').next().unwrap().to_uppercase();
                    if content {
                        content = line != ".";
                        hop.extend_from_slice(if content { b"" } else { b"250 queued\r\n" });
                        continue;
                    }
                    content = verb == "DATA";
                    // inside TLS the fake server is an honest one
                    let answer = if session.inside_tls() { Case::default().answer(&verb) } else { case.answer(&verb) };
                    hop.extend_from_slice(answer.as_bytes());
                }
            }
            Event::StartTls => session.tls_established().unwrap(),
            Event::Ready => {
                session.mail(&Mail::new(Mailbox::parse("canary@x.example"))).unwrap();
                let _ = session.rcpt(&Rcpt::new(Mailbox::parse("canary@y.example").unwrap()));
            }
            Event::Answer { step, reply } => match (step, Outcome::of(step, &reply)) {
                (Step::Rcpt, Outcome::Sent) => drop(session.data()),
                (Step::Data, Outcome::Sent) => drop(session.content(b"canary\r\n").and_then(|()| session.content_end())),
                (Step::ContentEnd, outcome) => {
                    (played.outcome, ended) = (outcome, true);
                    let _ = session.quit();
                }
                _ => {}
            },
            Event::Failed(failure) => {
                if !ended {
                    played.outcome = failure.outcome();
                }
                return played;
            }
            Event::Closed => return played,
            other => panic!("{other:?}"),
        }
    }
    panic!("no end: {played:?}");
}

/// Nothing that tells of the mail.
fn is_clean(clear: &str) -> bool {
    clear.lines().all(|line| {
        let verb = line.split(' ').next().unwrap_or_default();
        matches!(verb, "EHLO" | "HELO" | "STARTTLS" | "QUIT" | "NOOP" | "RSET")
    }) && !clear.contains("canary")
}

fn corpus() -> Vec<(String, Case)> {
    let shared = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("corpus/starttls/fake-mail-server/smtp");
    assert!(folder.is_dir(), "{} is missing; set KAKITOME_SHARED to the shared folder", folder.display());
    let mut cases = Vec::new();
    collect(&folder, &mut cases);
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn collect(folder: &Path, cases: &mut Vec<(String, Case)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(&entry, cases);
        } else if entry.extension().is_some_and(|ending| ending == "ron") {
            cases.push((entry.display().to_string(), Case::read(&std::fs::read_to_string(&entry).unwrap())));
        }
    }
}

#[test]
fn t05_t06_where_tls_is_required_no_fake_server_sees_the_mail() {
    let cases = corpus();
    assert!(cases.len() >= 29, "{} cases", cases.len());
    let (mut deferred, mut sent) = (0, 0);
    for (name, case) in &cases {
        let played = play(case, Tls::Required);
        assert!(is_clean(&played.clear), "{name}: {played:?}");
        match played.outcome {
            Outcome::Sent => {
                assert!(played.inside.contains("canary"), "{name}: sent, but not inside TLS");
                sent += 1;
            }
            Outcome::Deferred => deferred += 1,
            Outcome::Rejected => panic!("{name}: a lie about TLS is no refusal of the mail"),
        }
    }
    assert!(deferred >= 20 && sent >= 3, "deferred {deferred}, sent {sent}: the cases were not understood");
}

#[test]
fn t07_where_tls_is_optional_stripping_works_as_it_must() {
    // the control: the same servers see the mail when the policy lets them
    let leaks = corpus().iter().filter(|(_, case)| !is_clean(&play(case, Tls::Optional).clear)).count();
    assert!(leaks >= 4, "{leaks}");
}

#[test]
fn t04_what_is_injected_after_220_is_never_believed() {
    for injected in ["250-fake\r\n250 AUTH PLAIN\r\n", "250 ok\r\n", "2", "\r\n", "\0"] {
        let mut case = Case { offers_starttls: true, ..Case::default() };
        case.answers.insert("STARTTLS".into(), format!("220 go ahead\r\n{injected}"));
        for tls in [Tls::Required, Tls::Optional] {
            let played = play(&case, tls);
            assert!(is_clean(&played.clear) && played.inside.is_empty(), "{injected:?} {tls:?}: {played:?}");
            assert_eq!(played.outcome, Outcome::Deferred);
        }
    }
}

#[test]
fn t04_offers_made_in_clear_are_forgotten() {
    let mut case = Case { offers_starttls: true, ..Case::default() };
    case.answers.insert("EHLO".into(), "250-fake\r\n250-STARTTLS\r\n250-PIPELINING\r\n250-SIZE 1\r\n250 DSN\r\n".into());
    let played = play(&case, Tls::Required);
    assert_eq!(played.outcome, Outcome::Sent, "{played:?}");
    assert_eq!(played.inside.matches("EHLO").count(), 1);
}

#[test]
fn t06_answers_of_every_code_at_every_step_end_without_a_clear_mail() {
    for code in [220, 221, 250, 354, 421, 454, 500, 501, 502, 530, 550, 554, 199, 600] {
        for step in ["greeting", "EHLO", "HELO", "STARTTLS", "QUIT"] {
            let mut case = Case { offers_starttls: true, ..Case::default() };
            let answer = format!("{code} words\r\n");
            match step {
                "greeting" => case.greeting = Some(answer),
                "HELO" => {
                    case.answers.insert("EHLO".into(), "500 what?\r\n".into());
                    case.answers.insert("HELO".into(), answer);
                }
                step => drop(case.answers.insert(step.into(), answer)),
            }
            let played = play(&case, Tls::Required);
            assert!(is_clean(&played.clear), "{code} at {step}: {played:?}");
        }
    }
}
