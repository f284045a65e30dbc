//! Every path that was tried, drawn for a terminal: certificate by certificate, leaf first, with what was found on each and what is
//! known of its revocation. The paths of time stamps hang beside those of the signer.

use kakitome_pki::path::{TriedPath, VerifiedPath};
use kakitome_pki::{Certificate, CertificateStatus, Placed, Severity, UnixTime};
use kakitome_smime::{Finding, Report, Signer, TimeStamp};

use crate::lang::Lang;
use crate::sentence::{self, shown};
use crate::words::{Value, Words, words};
use crate::{moment, status};

/// The trees of all signers.
#[must_use]
pub fn report(report: &Report, lang: Lang) -> String {
    let artist = Artist { words: words(lang), at: report.at };
    let mut out = String::new();
    if report.signers.is_empty() {
        out.push_str(&artist.words.get("tree-no-signer", &[]));
        out.push('\n');
    }
    for (index, signer) in report.signers.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        artist.signer(signer, index).draw(&mut out, "", "");
    }
    out
}

/// A line, lines that explain it, and what hangs below it.
#[derive(Default)]
struct Node {
    line: String,
    notes: Vec<String>,
    branches: Vec<Node>,
}

impl Node {
    fn new(line: String) -> Self {
        Self { line, ..Self::default() }
    }

    fn draw(&self, out: &mut String, first: &str, rest: &str) {
        out.push_str(&format!("{first}{}\n", self.line));
        for note in &self.notes {
            let bar = if self.branches.is_empty() { "   " } else { "│  " };
            out.push_str(&format!("{rest}{bar}{note}\n"));
        }
        for (index, branch) in self.branches.iter().enumerate() {
            let (own, below) = if index + 1 == self.branches.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            branch.draw(out, &format!("{rest}{own}"), &format!("{rest}{below}"));
        }
    }
}

struct Artist {
    words: &'static Words,
    at: UnixTime,
}

impl Artist {
    fn say(&self, name: &str, values: &[(&str, Value<'_>)]) -> String {
        self.words.get(name, values)
    }

    fn signer(&self, signer: &Signer, index: usize) -> Node {
        let number = ("number", index.saturating_add(1).into());
        let Some(certificate) = &signer.certificate else {
            return Node::new(self.say("tree-signer-unknown", &[number]));
        };
        let mut node = Node::new(self.say("tree-signer", &[number, ("subject", subject(certificate).into())]));
        node.branches = self.paths(signer.path.as_ref(), &signer.tried);
        for (index, stamp) in signer.time_stamps.iter().enumerate() {
            node.branches.push(self.stamp(stamp, index));
        }
        node
    }

    fn stamp(&self, stamp: &TimeStamp, index: usize) -> Node {
        let time = stamp.time.map_or_else(|| self.say("tree-unknown", &[]), |time| moment::written(time, self.words.lang()));
        let authority = stamp.authority.as_ref().map_or_else(|| self.say("tree-unknown", &[]), subject);
        let values = [("number", index.saturating_add(1).into()), ("time", time.into()), ("authority", authority.into())];
        let mut node = Node::new(self.say("tree-time-stamp", &values));
        node.branches = self.paths(stamp.path.as_ref(), &stamp.tried);
        node
    }

    fn paths(&self, accepted: Option<&VerifiedPath>, tried: &[TriedPath]) -> Vec<Node> {
        let path = |(index, path): (usize, &TriedPath)| {
            let is_error = |placed: &Placed| placed.finding.severity() == Severity::Error;
            let fate = match accepted {
                Some(accepted) if accepted.certificates() == path.certificates => "accepted",
                _ if !path.complete => "broken",
                _ if path.findings.iter().any(is_error) => "refused",
                _ => "good",
            };
            let mut node = Node::new(self.say("tree-path", &[("number", index.saturating_add(1).into()), ("fate", fate.into())]));
            let whole = path.findings.iter().filter(|placed| placed.at.is_none());
            node.notes = whole.map(|placed| self.finding(placed)).collect();
            node.branches = (0..path.certificates.len()).filter_map(|at| self.link(path, at)).collect();
            node
        };
        tried.iter().enumerate().map(path).collect()
    }

    fn link(&self, path: &TriedPath, at: usize) -> Option<Node> {
        let certificate = path.certificates.get(at)?;
        let is_root = path.complete && at.saturating_add(1) == path.certificates.len();
        let name = if is_root { "tree-root" } else { "tree-certificate" };
        let mut node = Node::new(self.say(name, &[("subject", subject(certificate).into())]));
        let written = |moment| moment::written(moment, self.words.lang());
        let validity = [("from", written(certificate.not_before()).into()), ("until", written(certificate.not_after()).into())];
        node.notes.push(self.say("certificate-validity", &validity));
        node.notes.extend(path.statuses.get(at).map(|known| self.status(certificate, known)));
        let here = path.findings.iter().filter(|placed| placed.at == Some(at));
        node.notes.extend(here.map(|placed| self.finding(placed)));
        Some(node)
    }

    fn status(&self, certificate: &Certificate, known: &CertificateStatus) -> String {
        status::line(certificate, known, self.at, self.words).unwrap_or_else(|| {
            let word = self.say(&format!("revocation-{}", known.revocation().word()), &[]);
            self.say("tree-revocation", &[("status", word.into())])
        })
    }

    fn finding(&self, placed: &Placed) -> String {
        let finding = Finding::Pki(placed.finding.clone());
        let values = [
            ("badge", self.say(&format!("severity-{}", finding.severity().word()), &[]).into()),
            ("text", sentence::of(&finding, self.words).into()),
            ("source", sentence::source(&finding, self.words).into()),
            ("id", finding.id().into()),
        ];
        self.say("tree-finding", &values)
    }
}

fn subject(certificate: &Certificate) -> String {
    shown(&certificate.subject().display())
}
