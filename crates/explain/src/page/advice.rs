//! What can be done, by sender and by recipient. A remedy that costs something has its price in the same breath; who is sent to the
//! sender is told not to use a number from the mail (glossary, section 4).

use kakitome_smime::{Cause, Verdict};

use super::subject::Subject;
use crate::heading;
use crate::sentence::shown as harmless;
use crate::words::Words;

/// Remedies whose price is said at once: they lower safety, cost money, or hurt somebody else.
const PRICED: [&str; 10] = [
    "install-root",
    "leave-out-cross",
    "reissue",
    "renew",
    "collection",
    "google-admin",
    "unsigned-by-choice",
    "clear-sign",
    "right-certificate",
    "right-address",
];

/// The lines.
pub(super) fn lines(subject: &Subject<'_>, verdict: Verdict, attachment: bool, red: bool, words: &Words) -> Vec<String> {
    let adviser = Adviser { subject, words };
    if attachment {
        let mut lines = vec![words.get("remedy-verify-file", &[])];
        lines.extend(adviser.of(verdict).into_iter().filter(|_| verdict != Verdict::Valid));
        return lines;
    }
    let mut lines = adviser.of(verdict);
    if red {
        lines.push(adviser.recipient("lock-recipient"));
        lines.push(adviser.sender("tls"));
    }
    lines
}

struct Adviser<'a> {
    subject: &'a Subject<'a>,
    words: &'a Words,
}

impl Adviser<'_> {
    fn of(&self, verdict: Verdict) -> Vec<String> {
        let say = |name: &str| self.words.get(name, &[]);
        match verdict {
            Verdict::Valid => vec![say("todo-valid")],
            Verdict::Altered => vec![self.recipient("ask-sender"), self.sender("find-what-changes")],
            Verdict::Unsigned if self.subject.unkept().is_some() => vec![say("todo-unsigned")],
            Verdict::Unsigned => vec![self.to("todo-recipient", say("todo-unsigned"))],
            Verdict::Undecryptable => vec![self.recipient("open-with-key")],
            Verdict::Unreadable | Verdict::Incomplete => vec![say("todo-whole")],
            Verdict::Untrusted => self.untrusted(),
        }
    }

    fn untrusted(&self) -> Vec<String> {
        let report = self.subject.report;
        let cause = report.cause().map(|(cause, _)| cause);
        let say = |name: &str| self.words.get(name, &[]);
        match cause {
            Some(Cause::Purpose) if !self.subject.troubles.is_empty() => self.root(),
            Some(Cause::NoPath) if report.anchors == 0 => {
                vec![say("todo-roots"), self.recipient("ask-sender"), self.sender("include-chain")]
            }
            Some(Cause::NoPath) => {
                vec![self.to("todo-recipient", say("todo-private")), self.recipient("ask-sender"), self.sender("include-chain")]
            }
            Some(Cause::Expired) if heading::was_good_when_received(report) => vec![self.recipient("keep-record"), self.sender("renew")],
            _ => vec![self.recipient("ask-sender"), self.sender(for_sender(cause))],
        }
    }

    /// A root that is not for e-mail: wait, install another one with its price, leave the cross certificate out with its price.
    fn root(&self) -> Vec<String> {
        let Some(trouble) = self.subject.troubles.first() else { return Vec::new() };
        let mut recipient = self.words.get("remedy-wait-update", &[]);
        if let Some(install) = &trouble.recipient {
            let values = [("root", harmless(&install.name).into()), ("hash", install.root.sha256_hex().into())];
            recipient.push_str(if self.words.lang() == crate::lang::Lang::Ja { "" } else { " " });
            recipient.push_str(&self.words.get("remedy-install-named", &values));
        }
        let sender = if trouble.sender.is_some() { "leave-out-cross" } else { "reissue" };
        vec![self.to("todo-recipient", recipient), self.sender(sender)]
    }

    fn recipient(&self, id: &str) -> String {
        remedy(id, "todo-recipient", self.words)
    }

    fn sender(&self, id: &str) -> String {
        remedy(id, "todo-sender", self.words)
    }

    fn to(&self, whom: &str, text: String) -> String {
        self.words.get(whom, &[("text", text.into())])
    }
}

/// A remedy for somebody, its price in the same breath where it has one that matters.
pub(crate) fn remedy(id: &str, whom: &str, words: &Words) -> String {
    let mut text = words.get(&format!("remedy-{id}"), &[]);
    if PRICED.contains(&id) {
        let price = words.get(&format!("remedy-{id}-price"), &[]);
        text = words.get("advice-priced", &[("text", text.into()), ("price", price.into())]);
    }
    words.get(whom, &[("text", text.into())])
}

const fn for_sender(cause: Option<Cause>) -> &'static str {
    match cause {
        Some(Cause::Address | Cause::From) => "right-address",
        Some(Cause::Expired | Cause::NotYet | Cause::Revoked) => "renew",
        Some(Cause::Part) => "find-what-changes",
        Some(Cause::Purpose) => "right-certificate",
        Some(Cause::NoPath) => "include-chain",
        _ => "usual-methods",
    }
}
