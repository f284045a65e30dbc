//! What can be done, by sender and by recipient. A remedy that costs something has its price in the same breath; who is sent to the
//! sender is told not to use a number from the mail (glossary, section 4).

use kakitome_clients::Shown;
use kakitome_smime::{Cause, LayerKind, LayerState, Verdict};

use super::subject::Subject;
use super::why;
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

/// Remedies of the sender that are told; whoever has more to do sees the findings.
const MOST_REMEDIES: usize = 3;

/// The lines.
pub(super) fn lines(
    subject: &Subject<'_>,
    programs: &[&Shown],
    verdict: Verdict,
    attachment: bool,
    red: bool,
    words: &Words,
) -> Vec<String> {
    let adviser = Adviser { subject, programs, words };
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
    programs: &'a [&'a Shown],
    words: &'a Words,
}

impl Adviser<'_> {
    fn of(&self, verdict: Verdict) -> Vec<String> {
        let say = |name: &str| self.words.get(name, &[]);
        match verdict {
            Verdict::Valid => self.valid(),
            Verdict::Altered => vec![self.recipient("ask-sender"), self.sender("find-what-changes")],
            Verdict::Unsigned if self.subject.unkept().is_some() => vec![say("todo-unsigned")],
            Verdict::Unsigned => vec![self.to("todo-recipient", say("todo-unsigned"))],
            Verdict::Undecryptable => vec![self.recipient("open-with-key")],
            Verdict::Unreadable | Verdict::Incomplete => vec![say("todo-whole")],
            Verdict::Untrusted => self.untrusted(),
        }
    }

    fn valid(&self) -> Vec<String> {
        let mut out = vec![self.words.get("todo-valid", &[])];
        let hides = [LayerKind::Encrypted, LayerKind::AuthenticatedEncrypted];
        if self.subject.report.layers.iter().any(|layer| hides.contains(&layer.kind) && layer.state != LayerState::Read) {
            out.push(self.recipient("open-with-key"));
        }
        out.extend(why::remedies(self.programs, self.subject).iter().map(|id| self.sender(id)));
        out
    }

    fn untrusted(&self) -> Vec<String> {
        let report = self.subject.report;
        let cause = report.cause().map(|(cause, _)| cause);
        let say = |name: &str| self.words.get(name, &[]);
        match cause {
            Some(Cause::Purpose) if !self.subject.troubles.is_empty() => self.root(),
            Some(Cause::NoPath) if report.anchors == 0 => {
                let mut lines = vec![say("todo-roots"), self.recipient("ask-sender")];
                lines.extend(self.senders());
                lines
            }
            Some(Cause::NoPath) => {
                let mut lines = vec![self.to("todo-recipient", say("todo-private")), self.recipient("ask-sender")];
                lines.extend(self.senders());
                lines
            }
            Some(Cause::Expired) if heading::was_good_when_received(report) => vec![self.recipient("keep-record"), self.sender("renew")],
            _ => std::iter::once(self.recipient("ask-sender")).chain(self.senders()).collect(),
        }
    }

    /// One line for each cause that the sender can take away; one remedy alone would not do where there are several.
    fn senders(&self) -> Vec<String> {
        let mut ids: Vec<&str> = Vec::new();
        for (cause, _) in self.subject.report.causes() {
            let id = for_sender(Some(cause));
            if ids.len() < MOST_REMEDIES && !ids.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            ids.push(for_sender(None));
        }
        ids.into_iter().map(|id| self.sender(id)).collect()
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
