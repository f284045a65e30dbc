//! The page is put together: the four parts of every report, and what is added where the roots of a store, the lock of Gmail or a
//! program without S/MIME are what a person sees and wonders about.

use kakitome_clients::{Journey, Lock, Shown, Shows, lock};
use kakitome_pki::chain::Revocation;
use kakitome_smime::{Covers, Finding, Form, Integrity, LayerKind, Verdict};

use super::model::{Details, Page};
use super::subject::Subject;
use super::{advice, questions, shows, way};
use crate::lang::Lang;
use crate::parts::Parts;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};
use crate::{heading, moment, parts, promised, text};

/// Makes the page.
#[must_use]
pub fn build(subject: &Subject<'_>, lang: Lang) -> Page {
    let words = words(lang);
    let verdict = subject.report.verdict();
    let mut builder = Builder { subject, words, verdict, parts: parts::of(subject.report, verdict, words) };
    builder.page(lang)
}

struct Builder<'a> {
    subject: &'a Subject<'a>,
    words: &'static Words,
    verdict: Verdict,
    parts: Parts,
}

impl<'a> Builder<'a> {
    fn say(&self, name: &str) -> String {
        self.words.get(name, &[])
    }

    fn page(&mut self, lang: Lang) -> Page {
        let report = self.subject.report;
        let (lock, gmail) = (self.lock(), self.is_gmail());
        let red = lock.filter(|lock| lock.colour == "red");
        let attachment = self.is_about_the_attachment();
        if attachment {
            self.attachment();
        } else if let Some(trouble) = self.trouble() {
            self.root(trouble);
        }
        self.promise();
        self.transport(red.filter(|_| gmail));
        let programs: Vec<&Shown> = self.programs().collect();
        self.parts.clients = shows::sentences(&programs, self.subject, red.is_some() && gmail, self.words);
        let mut heading = heading::of(report, self.verdict, self.words);
        if attachment {
            heading = self.say("page-attachment");
        } else if red.is_some() && gmail && self.verdict == Verdict::Valid {
            heading = self.words.get("page-lock-apart", &[("heading", heading.into())]);
        }
        let at = moment::written(report.at, lang);
        let todo = advice::lines(self.subject, &programs, self.verdict, attachment, red.is_some() && gmail, self.words);
        Page {
            lang,
            verdict: self.verdict.word(),
            badge: heading::badge(self.verdict, self.words),
            heading,
            replayed: self.subject.replayed.then(|| self.words.get("page-replayed", &[("at", at.into())])),
            known: std::mem::take(&mut self.parts.known),
            unknown: std::mem::take(&mut self.parts.unknown),
            clients: std::mem::take(&mut self.parts.clients),
            todo,
            later: self.later(),
            basis: self.basis(),
            rows: programs.iter().map(|one| shows::row(one, self.words)).collect(),
            way: self.subject.journey.map(|journey| way::lines(journey, self.words)).unwrap_or_default(),
            questions: questions::of(self.subject, self.verdict, red.is_some(), self.words),
            terms: questions::terms(report, self.words),
            details: self.details(),
        }
    }

    fn programs(&self) -> impl Iterator<Item = &'a Shown> + use<'a> {
        let only = self.subject.only;
        self.subject.shown.iter().filter(move |one| only.is_empty() || only.contains(&one.program.id))
    }

    fn lock(&self) -> Option<&'static Lock> {
        self.subject.journey.and_then(|journey| lock(self.subject.report, journey))
    }

    /// The last hop went to Google: only then is the lock something that somebody sees.
    fn is_gmail(&self) -> bool {
        let last = self.subject.journey.and_then(Journey::last).and_then(|hop| hop.by.as_deref());
        last.is_some_and(|by| by.eq_ignore_ascii_case("mx.google.com") || by.to_ascii_lowercase().ends_with(".google.com"))
    }

    /// One program was asked about, and all that it shows of the signature is a file.
    fn is_about_the_attachment(&self) -> bool {
        let one = self.subject.only.len() == 1;
        let case = self.programs().next().and_then(Shown::usual);
        one && case.is_some_and(|case| case.shows == Shows::Attachment && case.quote.ja.as_deref() == Some("smime.p7s"))
    }

    fn attachment(&mut self) {
        let report = self.subject.report;
        let layer = report.decisive_layer().and_then(|layer| report.layers.get(layer));
        let pure = !report.findings.iter().any(|noted| matches!(noted.finding, Finding::ContentTwice { .. }));
        let mut known = vec![self.say("page-attached")];
        if pure && layer.is_some_and(|layer| layer.form == Form::Clear && layer.covers == Covers::Whole) {
            known.push(self.say("page-attached-only"));
        }
        // what was found out about the signature itself comes after what was asked
        known.append(&mut self.parts.known);
        self.parts.known = known;
        self.parts.unknown.insert(0, self.say("page-attached-unknown"));
    }

    /// The trouble that is the whole reason: the mail itself is in order.
    fn trouble(&self) -> Option<&'static str> {
        let report = self.subject.report;
        let signer = report.decisive_layer().and_then(|layer| report.signers_of(layer).next())?;
        let sound = matches!(signer.integrity, Integrity::Intact(_)) && signer.address.matches && signer.covers == Covers::Whole;
        let cause = report.cause().map(|(cause, _)| cause.word());
        (sound && cause == Some("purpose") && !self.subject.troubles.is_empty()).then_some("root")
    }

    fn root(&mut self, _why: &'static str) {
        let Some(trouble) = self.subject.troubles.first() else { return };
        let lang = self.words.lang();
        let owner = if trouble.list.starts_with("microsoft") || trouble.list.starts_with("windows") { "windows" } else { "other" };
        let since = [
            ("day", moment::day(trouble.since, lang).into()),
            ("root", harmless(&trouble.root).into()),
            ("state", trouble.state.word().into()),
        ];
        let mut known = vec![self.words.get("page-root-cause", &[("owner", owner.into())]), self.words.get("page-root-since", &since)];
        if trouble.sender.is_some() {
            known.push(self.say("page-root-cross"));
        }
        let report = self.subject.report;
        // of the signer's own certificate; of those above it nothing is said here
        let signer = report.decisive_layer().and_then(|layer| report.signers_of(layer).next());
        let status = signer.and_then(|signer| signer.tried.first()?.statuses.first());
        if status.is_some_and(|status| status.revocation() == Revocation::Good) {
            known.push(self.say("page-not-revoked"));
        }
        self.parts.known = known;
        if let Some(install) = &trouble.recipient {
            let unknown = self.words.get("page-case-unknown", &[("root", harmless(&install.name).into())]);
            self.parts.unknown = std::iter::once(unknown).chain(self.parts.unknown.drain(..).skip(1)).collect();
        }
    }

    /// A mail without a signature, from a sender who says that he signs (glossary, 5.6).
    fn promise(&mut self) {
        let Some(found) = self.subject.unkept() else { return };
        self.parts.known.extend(promised::known(found, self.words));
        if found.outside.is_none() {
            self.parts.unknown = vec![self.say("promise-unknown")];
        }
    }

    fn transport(&mut self, red: Option<&Lock>) {
        let Some(journey) = self.subject.journey else { return };
        let by = journey.last().and_then(|hop| hop.by.clone()).map(|by| harmless(&by)).unwrap_or_else(|| self.say("page-nameless"));
        let report = self.subject.report;
        let signed = !report.signers.is_empty() && report.layers.iter().all(|layer| layer.kind == LayerKind::Signed);
        if let Some(lock) = red {
            let quoted = if self.words.lang() == Lang::Ja { &lock.ja } else { &lock.en };
            let at = |index: usize| quoted.get(index).cloned().unwrap_or_default();
            self.parts.known.push(self.words.get("page-lock-red", &[("first", at(0).into()), ("second", at(1).into())]));
            self.parts.known.push(self.words.get("page-lock-red-seen", &[("by", by.into())]));
            if signed {
                self.parts.unknown.insert(0, self.say("page-read-on-the-way"));
            }
        } else if signed && journey.last().is_some_and(|hop| hop.tls == kakitome_clients::Tls::No) {
            self.parts.known.push(self.words.get("page-hop-plain", &[("by", by.into())]));
        }
    }

    fn later(&self) -> Vec<String> {
        let over = self.subject.troubles.iter().filter_map(|trouble| trouble.over.as_ref());
        over.map(|(list, day)| {
            let day = moment::day(*day, self.words.lang());
            self.words.get("page-root-over", &[("day", day.into()), ("list", list.into())])
        })
        .collect()
    }

    fn basis(&self) -> Vec<String> {
        if self.subject.report.signers.is_empty() {
            return Vec::new();
        }
        let lists = self.subject.lists.iter().map(|list| self.words.get("page-basis-list", &[("list", harmless(list).into())]));
        text::basis(self.subject.report, self.words).into_iter().chain(lists).collect()
    }

    fn details(&self) -> Vec<Details> {
        let report = self.subject.report;
        let mut all = Vec::new();
        for (number, signer) in report.signers.iter().enumerate() {
            let lines = text::signer_lines(signer, report, number, self.words);
            all.push(Details { title: self.say("part-signer"), lines });
        }
        let lines = text::finding_lines(report, self.words);
        if !lines.is_empty() {
            all.push(Details { title: self.say("part-findings"), lines });
        }
        all
    }
}
