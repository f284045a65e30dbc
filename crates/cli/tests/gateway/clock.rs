//! A calendar that jumps, and one that comes to midnight (R15, R16): the whole program with a clock that the test sets while mail flows.
//! Only the calendar is another; the time that passes is the machine's own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::real_mail::signed;
use crate::support::client::{Client, stuffed, submit};
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::skip;

const CUSTOMER: &[&str] = &["customer@home.example"];
const APART: &str = "acknowledge = \"outbox\"\n";
const SWIFT: &str = "[outbox]\nfirst-pause-seconds = 1\nlongest-pause-seconds = 1\nfree-bytes = 0\n[watch]\nlists = []\n";
/// Sets the calendar of the programs that it is loaded into.
const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const DAY: i64 = 86_400;

/// The calendar of a running program.
struct Calendar {
    file: PathBuf,
}

impl Calendar {
    /// Right at first; nothing where the library is missing.
    fn new(test: &str, folder: &Path) -> Option<Self> {
        if !Path::new(LIBRARY).is_file() {
            skip(test, "libfaketime is not here");
            return None;
        }
        let calendar = Self { file: folder.join("calendar") };
        calendar.jump(0);
        Some(calendar)
    }

    /// So many seconds beside the machine's.
    fn jump(&self, seconds: i64) {
        let next = self.file.with_extension("next");
        std::fs::write(&next, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(next, &self.file).unwrap();
    }

    fn serve(&self, home: &Home) -> Serve {
        let mut command = kakitome();
        command.env("LD_PRELOAD", LIBRARY).env("FAKETIME_TIMESTAMP_FILE", &self.file).env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("NO_FAKE_STAT", "1");
        Serve::start_with(home, command.arg("serve").arg("--home").arg(home.path()))
    }
}

fn json(home: &Home, words: &[&str]) -> Value {
    let output = kakitome().args(words).arg("--json").arg("--home").arg(home.path()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn mail(from: &str, id: &str) -> Vec<u8> {
    format!("From: <{from}>\r\nTo: <customer@home.example>\r\nDate: {}\r\nSubject: {id}.\r\n\r\ntext\r\n", mails::now()).into_bytes()
}

fn subject(mail: &[u8]) -> String {
    let text = String::from_utf8_lossy(mail);
    text.lines().find_map(|line| line.strip_prefix("Subject: ")).expect("a subject").trim_end_matches('.').to_owned()
}

#[test]
fn r15_a_calendar_that_jumps_bounces_nothing_early_and_certificates_are_judged_by_it() {
    let (home, sink) = (Home::new(), Sink::start());
    let test = "r15_a_calendar_that_jumps_bounces_nothing_early_and_certificates_are_judged_by_it";
    let Some(calendar) = Calendar::new(test, home.scratch()) else { return };
    // Nobody listens there yet.
    let away = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let file = home.configure_with(away, APART, SWIFT);
    let serve = calendar.serve(&home);
    let mut kept = Client::connect(serve.relay);
    assert!(kept.say("EHLO client.test").starts_with("250"));
    let mut say = |id: &str| {
        kept.say(&format!("MAIL FROM:<{SENDER}>"));
        kept.say("RCPT TO:<customer@home.example>");
        assert!(kept.say("DATA").starts_with("354"));
        kept.send(&stuffed(&mail(SENDER, id)));
        kept.reply()
    };
    assert!(say("before").starts_with("250"));
    let mut waiting = 1;
    for (jump, words) in [
        (DAY, None),
        (-DAY, Some("is valid only from")),
        (0, None),
        (3_650 * DAY, Some("has expired")),
        // An hour twice, an hour that is left out, a second more: nothing for a program that counts seconds.
        (3_600, None),
        (1, None),
    ] {
        calendar.jump(jump);
        let reply = say(&format!("at {jump}"));
        match words {
            None => {
                assert!(reply.starts_with("250"), "{jump}: {reply}");
                waiting += 1;
            }
            Some(words) => assert!(reply.starts_with("550 5.7.1") && reply.contains(words), "{jump}: {reply}"),
        }
        // Time for a try under this calendar, which is no reason to give anything up.
        std::thread::sleep(Duration::from_millis(1_500));
        let list = json(&home, &["held", "list"]);
        assert_eq!(list["count"], waiting, "{jump}: {list}");
        assert!(list["mails"].as_array().unwrap().iter().all(|mail| mail["state"] == "waiting" || mail["state"] == "under-way"), "{list}");
    }
    // Ten years later, and with a next hop: what waited all the time goes out, and is no bounce.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen(&format!("port = {}", away.port()), &format!("port = {}", sink.address.port()), 1)).unwrap();
    calendar.jump(3_650 * DAY);
    serve.signal(serve.child.id(), "HUP");
    let mut arrived: Vec<String> = (0..waiting)
        .map(|_| {
            let arrived = sink.next();
            assert!(arrived.mail_from.contains(SENDER), "no report: {}", arrived.mail_from);
            assert!(signed(&arrived.bytes));
            subject(&arrived.bytes)
        })
        .collect();
    assert!(sink.stays_empty(), "each once");
    arrived.sort();
    assert_eq!(arrived, ["at 0", "at 1", "at 3600", "at 86400", "before"]);
}

#[test]
fn r16_certificates_that_end_at_midnight_during_traffic() {
    const OTHER: &str = "renewed@bank.example";
    let (home, sink) = (Home::new(), Sink::start());
    let Some(calendar) = Calendar::new("r16_certificates_that_end_at_midnight_during_traffic", home.scratch()) else { return };
    let more = "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"renewed@bank.example\"]\n[watch]\nlists = []\n";
    home.configure(sink.address, more);
    succeed(kakitome().args(["identity", "add", OTHER, "--home"]).arg(home.path()));
    let ends: Vec<i64> = [SENDER, OTHER].map(|who| end(&home, who)).to_vec();
    let serve = calendar.serve(&home);
    let try_one = |from: &str, id: &str| submit(serve.relay, from, CUSTOMER, &mail(from, id));
    // Ten minutes before the first of the two ends; then some seconds.
    let first = *ends.iter().min().unwrap();
    let last = *ends.iter().max().unwrap();
    let before = |seconds: i64| first - time::OffsetDateTime::now_utc().unix_timestamp() - seconds;
    let early = before(600);
    calendar.jump(early);
    assert!(try_one(SENDER, "old").starts_with("250"));
    assert!(signed(&sink.next().bytes));
    assert!(try_one(OTHER, "old").starts_with("250"));
    let old = sink.next().bytes;
    // One of the two is renewed in time, by its own calendar.
    let mut renew = kakitome();
    renew
        .env("LD_PRELOAD", LIBRARY)
        .env("FAKETIME", format!("{early:+}"))
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("NO_FAKE_STAT", "1");
    succeed(renew.args(["identity", "add", OTHER, "--home"]).arg(home.path()));
    let offset = before(6);
    calendar.jump(offset);
    let until = Instant::now() + Duration::from_secs(40);
    let (mut refused, mut sent) = (0, 0);
    while refused < 5 {
        assert!(Instant::now() < until, "midnight does not come: {sent} mails");
        let now = time::OffsetDateTime::now_utc().unix_timestamp() + offset;
        let reply = try_one(SENDER, &format!("m{sent}"));
        if reply.starts_with("250") {
            assert!(now <= first.max(last) + 1, "signed by a certificate that has ended");
            assert!(signed(&sink.next().bytes));
        } else {
            assert!(reply.starts_with("550 5.7.1") && reply.contains("has expired"), "{reply}");
            refused += 1;
        }
        // The other one's mail never stops.
        let reply = try_one(OTHER, &format!("r{sent}"));
        assert!(reply.starts_with("250"), "{reply}");
        assert!(signed(&sink.next().bytes));
        sent += 1;
        std::thread::sleep(Duration::from_millis(150));
    }
    assert!(sent > refused, "traffic before and after");
    assert!(try_one(OTHER, "new").starts_with("250"));
    let new = sink.next().bytes;
    assert!(sink.stays_empty());
    assert_ne!(serial(&home, &new), serial(&home, &old), "the new key signs");
    // Another program's word, for a day on which both old certificates have ended.
    let (good, said) = openssl_says(&home, &new, last + DAY);
    assert!(good, "{said}");
    let (good, said) = openssl_says(&home, &old, last + DAY);
    assert!(!good && said.contains("expired"), "{said}");
}

/// When the certificate of an identity ends, in seconds since 1970.
fn end(home: &Home, address: &str) -> i64 {
    let shown = json(home, &["identity", "show", address]);
    let text = shown["keys"][0]["certificates"][0]["not_after"].as_str().unwrap_or_else(|| panic!("{shown}"));
    time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).unwrap().unix_timestamp()
}

/// The serial number of the certificate that signed a mail.
fn serial(home: &Home, mail: &[u8]) -> String {
    let file = home.scratch().join("signed.eml");
    std::fs::write(&file, mail).unwrap();
    let output = kakitome().args(["verify", "--json"]).arg(&file).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["signers"][0]["certificate"]["serial"].as_str().unwrap_or_else(|| panic!("{report}")).to_owned()
}

/// Another program's word on a mail, at this time.
fn openssl_says(home: &Home, mail: &[u8], at: i64) -> (bool, String) {
    let file = home.scratch().join("arrived.eml");
    std::fs::write(&file, mail).unwrap();
    let mut command = Command::new("openssl");
    command.args(["cms", "-verify", "-attime", &at.to_string(), "-in"]).arg(&file).arg("-CAfile").arg(home.root());
    let output = command.stdin(Stdio::null()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}
