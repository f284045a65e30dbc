//! What mail programs show, in words: a few sentences about those that people have, and a row for each. Quotes are letter by letter
//! the program's own and stand in quotation marks; everything else is ours.

use kakitome_clients::{Case, Class, Confidence, Shown, Shows};

use super::build::Subject;
use super::model::Row;
use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown as harmless;
use crate::words::Words;

/// Programs that are named in the sentences where nobody asked for others.
const NAMED: [&str; 2] = ["outlook-classic", "thunderbird"];
/// Programs that do not use the settings of Windows and have no list of their own that would be named.
const APART: [&str; 2] = ["thunderbird", "ios-mail"];
const WITHOUT: &str = "no-smime";

/// The sentences.
pub(super) fn sentences(programs: &[&Shown], subject: &Subject<'_>, red: bool, words: &Words) -> Vec<String> {
    if programs.is_empty() {
        return vec![words.get("page-shows-none", &[])];
    }
    let usual = |one: &&&Shown| one.usual().is_some_and(|case| case.shows == Shows::Unsigned);
    if programs.iter().all(|one| usual(&one)) {
        return vec![words.get("page-shows-unsigned", &[])];
    }
    let teller = Teller { programs, subject, words };
    let mut out = teller.conditional();
    let may = !out.is_empty();
    out.splice(0..0, teller.plain(may));
    out.extend(teller.without());
    if let Some(via) = subject.journey.and_then(kakitome_clients::Journey::via) {
        out.push(words.get("page-via", &[("domain", harmless(&via.domain).into())]));
    }
    if red && let Some(quote) = teller.google() {
        out.push(words.get("page-google-apart", &[("words", quote.into())]));
    }
    out
}

struct Teller<'a> {
    programs: &'a [&'a Shown],
    subject: &'a Subject<'a>,
    words: &'a Words,
}

impl Teller<'_> {
    fn find(&self, id: &str) -> Option<&Shown> {
        self.programs.iter().find(|one| one.program.id == id).copied()
    }

    /// Two programs in one sentence, with their words; those asked for, else those that most people have.
    fn plain(&self, may: bool) -> Vec<String> {
        let asked: Vec<&str> = self.subject.only.iter().map(String::as_str).collect();
        let names: Vec<&str> = if asked.is_empty() { NAMED.to_vec() } else { asked };
        let told: Vec<(String, String)> = names
            .iter()
            .filter(|name| **name != WITHOUT && !(may && **name != "thunderbird"))
            .filter_map(|name| self.find(name))
            .filter_map(|one| {
                let case = one.usual()?;
                let quote = own_words(case, self.words.lang())?;
                matches!(case.shows, Shows::Trusted | Shows::Warning | Shows::Invalid).then(|| (self.name(one), quote))
            })
            .collect();
        if may {
            return Vec::new();
        }
        let pair = |two: &[(String, String)]| match two {
            [(one, first), (other, second)] => self
                .words
                .get("page-shows-two", &[("one", one.into()), ("first", first.into()), ("other", other.into()), ("second", second.into())]),
            [(one, first)] => self.words.get("page-shows-one", &[("one", one.into()), ("first", first.into())]),
            _ => String::new(),
        };
        told.chunks(2).map(pair).collect()
    }

    /// What may be shown under conditions that the mail does not tell, where it matters: a root that is not for e-mail.
    fn conditional(&self) -> Vec<String> {
        let hit = |one: &&&Shown| one.cases.iter().any(|case| case.status == "root-off" && case.quote.ja.is_some());
        let hit: Vec<&&Shown> = self.programs.iter().filter(hit).collect();
        let Some(case) = hit.first().and_then(|one| one.cases.iter().find(|case| case.status == "root-off")) else { return Vec::new() };
        let mut names: Vec<String> = hit.iter().map(|one| self.name(one)).collect();
        names.reverse();
        let programs = names.join(&self.words.get("and", &[]));
        let quote = case.quote.ja.clone().unwrap_or_default();
        let mut out = vec![match &case.seen {
            Some(seen) => {
                let day = moment::day_of(&seen.date, self.words.lang());
                let values = [("programs", programs.into()), ("words", quote.into()), ("day", day.into()), ("by", (&seen.by).into())];
                self.words.get("page-shows-seen", &values)
            }
            None => self.words.get("page-shows-may", &[("programs", programs.into()), ("words", quote.into())]),
        }];
        let untouched = |one: &&Shown| one.usual().is_some_and(|case| case.shows == Shows::Trusted);
        let apart: Vec<String> = APART.iter().filter_map(|id| self.find(id)).filter(untouched).map(|one| self.name(one)).collect();
        if !apart.is_empty() {
            out.push(self.words.get("page-shows-apart", &[("programs", self.joined(&apart).into())]));
        }
        out
    }

    /// Two names and what stands between them; Japanese has a space beside Latin letters.
    fn joined(&self, names: &[String]) -> String {
        if self.words.lang() == Lang::En {
            return names.join(" and ");
        }
        let mut out = String::new();
        for name in names {
            if !out.is_empty() {
                out.push('と');
                out.push_str(if name.starts_with(|letter: char| letter.is_ascii_alphanumeric()) { " " } else { "" });
            }
            out.push_str(name);
        }
        out
    }

    fn without(&self) -> Option<String> {
        let case = self.find(WITHOUT)?.usual()?;
        let file = case.quote.ja.clone().unwrap_or_default();
        match case.shows {
            Shows::Attachment => Some(self.words.get("page-shows-attachment", &[("file", file.into())])),
            Shows::Unreadable => Some(self.words.get("page-shows-unreadable", &[("file", file.into())])),
            _ => None,
        }
    }

    /// Gmail's words for a certificate that it does not trust.
    fn google(&self) -> Option<String> {
        let gmail = self.find("gmail-web")?;
        gmail.cases.iter().find(|case| case.status == "untrusted").and_then(|case| case.quote.ja.clone())
    }

    fn name(&self, one: &Shown) -> String {
        let mut name = name(one, self.words.lang());
        if self.words.lang() == Lang::Ja && name.ends_with(|letter: char| letter.is_ascii_alphanumeric()) {
            name.push(' ');
        }
        name
    }
}

fn name(one: &Shown, lang: Lang) -> String {
    match lang {
        Lang::Ja => one.program.ja.clone(),
        Lang::En => one.program.en.clone(),
    }
}

/// The words in the reader's language.
fn own_words(case: &Case, lang: Lang) -> Option<String> {
    match lang {
        Lang::Ja => case.quote.ja.clone(),
        Lang::En => case.quote.en.clone(),
    }
}

/// The row of a program: each case with its conditions and how far it can be relied on.
pub(super) fn row(one: &Shown, words: &Words) -> Row {
    Row { program: name(one, words.lang()), likely: one.likely, cases: one.cases.iter().map(|case| line(case, words)).collect() }
}

/// One case as a line.
pub(super) fn line(case: &Case, words: &Words) -> String {
    let told = words.get("page-row-confidence", &[("text", what(case, words).into()), ("confidence", confidence(case, words).into())]);
    if case.when.is_empty() {
        return told;
    }
    let conditions: Vec<String> = case.when.iter().map(|one| condition(one, words)).collect();
    let conditions = conditions.join(&words.get("and", &[]));
    words.get("page-row-when", &[("conditions", conditions.into()), ("text", told.into())])
}

/// A condition in words.
pub(super) fn condition(one: &kakitome_clients::Condition, words: &Words) -> String {
    words.get(&format!("when-{}", one.word()), &[("name", harmless(one.name()).into())])
}

fn what(case: &Case, words: &Words) -> String {
    let file = matches!(case.shows, Shows::Attachment | Shows::Unreadable | Shows::Unsigned | Shows::Unknown);
    let general = || words.get(&format!("shows-{}", case.shows.word()), &[]);
    if file {
        return general();
    }
    let (own, foreign) = match words.lang() {
        Lang::Ja => (&case.quote.ja, &case.quote.en),
        Lang::En => (&case.quote.en, &case.quote.ja),
    };
    match (own, foreign, &case.quote.more_ja) {
        (Some(own), _, Some(more)) => words.get("page-row-more", &[("words", own.into()), ("more", more.into())]),
        (Some(own), ..) => words.get("page-row-quote", &[("words", own.into())]),
        (None, Some(foreign), _) => words.get("page-row-foreign", &[("words", foreign.into())]),
        (None, None, _) => general(),
    }
}

fn confidence(case: &Case, words: &Words) -> String {
    let (date, by) = case.seen.as_ref().map(|seen| (moment::day_of(&seen.date, words.lang()), seen.by.clone())).unwrap_or_default();
    let guessed = case.confidence != Confidence::Unknown && case.quote.evidence.class == Class::Own;
    let word = if guessed { Confidence::Inferred.word() } else { case.confidence.word() };
    words.get(&format!("confidence-{word}"), &[("date", date.into()), ("by", by.into())])
}
