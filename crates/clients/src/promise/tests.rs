#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
use kakitome_mime::{Limits, Message};

use super::*;

const FILE: &str = "\
[[promise]]
address = \"noreply@sign.example\"
since = \"2023-10-18\"

[[promise]]
address = \"news@sign.example\"
since = \"2024-01-01\"
until = \"2025-12-31\"
except = [\"calendar\", \"automatic\"]
not_to = [\"@docomo.ne.jp\"]
other_ja = \"お問い合わせへの返信\"
other_en = \"answers to inquiries\"
said_by = \"Sign Inc.\"
heard = \"2026-11-22\"
";

fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

fn outside(promises: &[Promise], from: &str, to: &[&str], header: &str, when: &str) -> Option<Option<Outside>> {
    let mail = format!("From: {from}\r\n{header}\r\nhello\r\n");
    let message = Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap();
    let (from, to) = ([from.to_owned()], to.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
    let mail = Unsigned { from: &from, recipients: &to, mail: Some(&message.root), at: at(when) };
    promised(promises, &mail).map(|found| found.outside)
}

#[test]
fn a_promise_speaks_of_its_address_within_its_days() {
    let all = Promise::read_all(FILE).unwrap();
    let speaks = |from: &str, when: &str| outside(&all, from, &[], "", when);
    assert_eq!(speaks("noreply@sign.example", "2026-11-22"), Some(None));
    assert_eq!(speaks("NoReply@SIGN.example", "2026-11-22"), Some(None));
    assert_eq!(speaks("noreply@sign.example", "2023-10-17"), None);
    assert_eq!(speaks("other@sign.example", "2026-11-22"), None);
    assert_eq!(speaks("noreply@sign.example.org", "2026-11-22"), None);
    assert_eq!(speaks("news@sign.example", "2025-12-31T23:59:59Z"), Some(None));
    assert_eq!(speaks("news@sign.example", "2026-01-01"), None);
}

#[test]
fn what_is_left_out_is_told_by_the_mail_itself() {
    let all = Promise::read_all(FILE).unwrap();
    let news = |to: &[&str], header: &str| outside(&all, "news@sign.example", to, header, "2025-01-01").unwrap();
    assert_eq!(news(&[], "Auto-Submitted: auto-replied\r\n"), Some(Outside::Kind(Exempt::Automatic)));
    assert_eq!(news(&[], "Auto-Submitted: no\r\n"), None);
    assert_eq!(news(&[], "Content-Type: text/calendar\r\n"), Some(Outside::Kind(Exempt::Calendar)));
    assert_eq!(news(&[], "List-Id: <x.example>\r\n"), None, "lists were not left out");
    assert_eq!(news(&["a@docomo.ne.jp", "b@DOCOMO.ne.jp"], ""), Some(Outside::Recipients));
    assert_eq!(news(&["a@docomo.ne.jp", "b@example.org"], ""), None, "one copy of it would have been signed");
    // nothing is left out of the other
    assert_eq!(outside(&all, "noreply@sign.example", &[], "Auto-Submitted: auto-replied\r\n", "2025-01-01"), Some(None));
}

#[test]
fn of_several_the_one_that_says_most_counts() {
    let weak = "[[promise]]\naddress = \"a@x.example\"\nsince = \"2025-01-01\"\nsaid_by = \"somebody\"\nexcept = [\"lists\"]\n";
    let own = "[[promise]]\naddress = \"a@x.example\"\nsince = \"2024-01-01\"\n";
    let all = Promise::read_all(&format!("{weak}{own}")).unwrap();
    let from = ["a@x.example".to_owned()];
    let found = promised(&all, &Unsigned { from: &from, recipients: &[], mail: None, at: at("2026-01-01") }).unwrap();
    assert_eq!(found.promise.said_by, None);
}

#[test]
fn what_is_written_is_read_back() {
    let all = Promise::read_all(FILE).unwrap();
    let text: String = all.iter().map(Promise::written).collect();
    assert_eq!(Promise::read_all(&text).unwrap(), all);
    assert_eq!(Promise::read_all("").unwrap(), []);
}

#[test]
fn a_fault_is_told_with_its_line_and_what_to_write() {
    let line = |text: &str| match Promise::read_all(text).unwrap_err() {
        Error::Data { line, problem, .. } => (line, problem),
        other => panic!("{other}"),
    };
    let (at, problem) = line(&FILE.replace("2024-01-01", "spring"));
    assert_eq!(at, 5);
    assert!(problem.contains("since") && problem.contains("2026-11-22"), "{problem}");
    assert!(line(&FILE.replace("noreply@sign.example", "noreply")).1.contains("mail address"));
    assert!(line(&FILE.replace("2025-12-31", "2020-01-01")).1.contains("before since"));
    assert!(line(&FILE.replace("other_en", "#")).1.contains("belong together"));
    assert!(line(&FILE.replace("@docomo.ne.jp", "docomo")).1.contains("docomo.ne.jp"));
    let (at, problem) = line(&FILE.replace("since = \"2023", "sinse = \"2023"));
    assert_eq!((at, problem.contains("sinse")), (3, true), "{problem}");
    assert_eq!(line(&FILE.replace("\"calendar\"", "\"birthday\"")).0, 9);
}
