//! What mail programs show, in words: a few sentences about those that people have, and a row for each. Quotes are letter by letter
//! the program's own and stand in quotation marks; everything else is ours.

use kakitome_clients::{Case, Class, Condition, Confidence, Shown, Shows};

use super::model::Row;
use super::named::{name, named, spaced};
use super::subject::Subject;
use super::why;
use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown as harmless;
use crate::words::Words;

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
    out.extend(why::sentences(programs, subject, words));
    out.extend(teller.without());
    if let Some(via) = subject.journey.and_then(kakitome_clients::Journey::via) {
        out.push(words.get("page-via", &[("domain", harmless(&via.domain).into())]));
    }
    if red && let Some(quote) = teller.google() {
        out.push(words.get("page-google-apart", &[("words", quote.into())]));
    }
    out
}

/// One program's words under a condition (empty: always); no quote: not known.
struct Told {
    condition: String,
    name: String,
    quote: Option<String>,
}

/// A condition that decides and of which nothing is known: whether a root is trusted there, whether the key is there.
const fn is_open(condition: &Condition) -> bool {
    matches!(condition, Condition::RootTrusted { .. } | Condition::InCollection { .. } | Condition::KeyPresent { .. })
}

/// It shows something of the signature, in words.
const fn is_spoken(case: &Case) -> bool {
    matches!(case.shows, Shows::Trusted | Shows::Warning | Shows::Invalid | Shows::Unreadable)
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
        if may {
            return Vec::new();
        }
        let names = named(self.subject);
        let programs = names.iter().filter(|name| **name != WITHOUT).filter_map(|name| self.find(name));
        let told: Vec<Told> = programs.flat_map(|one| self.told(one)).collect();
        let mut out = Vec::new();
        // what holds without a condition first, then where a root is trusted, then where it is not
        let mut conditions: Vec<&String> = Vec::new();
        for one in &told {
            if !conditions.contains(&&one.condition) {
                conditions.push(&one.condition);
            }
        }
        for condition in conditions {
            let together = told.iter().filter(|one| one.condition == *condition);
            let (known, unknown): (Vec<&Told>, Vec<&Told>) = together.partition(|one| one.quote.is_some());
            let mut texts: Vec<String> = known.chunks(2).map(|two| self.pair(two)).collect();
            texts.extend(unknown.iter().map(|one| self.words.get("page-shows-unknown", &[("programs", (&one.name).into())])));
            for text in texts {
                let values = [("conditions", condition.into()), ("text", text.as_str().into())];
                out.push(if condition.is_empty() { text } else { capital(&self.words.get("page-shows-when", &values)) });
            }
        }
        out
    }

    /// What a program shows, and where a root decides that nobody here knows to be trusted there, both ways.
    fn told(&self, one: &Shown) -> Vec<Told> {
        let Some(usual) = one.usual() else { return Vec::new() };
        let decides = |case: &&Case| case.when.iter().any(is_open);
        let cases: Vec<&Case> = one.cases.iter().filter(decides).collect();
        let quotes = |case: &&Case| own_words(case, self.words.lang());
        // a condition that changes nothing of what is shown is not told
        let matters = cases.iter().any(|case| quotes(case) != own_words(usual, self.words.lang()));
        let always = cases.is_empty() || !(decides(&usual) && matters);
        let spoken = if always { vec![usual] } else { cases };
        spoken
            .into_iter()
            .filter_map(|case| {
                let closed = case.when.iter().any(|one| matches!(one, Condition::KeyPresent { .. }));
                let unknown = case.shows == Shows::Unknown && !closed;
                let quote = own_words(case, self.words.lang()).filter(|_| is_spoken(case));
                if quote.is_none() && !unknown {
                    return None;
                }
                if always {
                    return Some(Told { condition: String::new(), name: self.name(one), quote });
                }
                let conditions = case.when.iter().filter(|one| is_open(one)).map(|one| condition(one, self.words));
                let condition = conditions.collect::<Vec<_>>().join(&self.words.get("and", &[]));
                Some(Told { condition, name: self.name(one), quote })
            })
            .collect()
    }

    fn pair(&self, two: &[&Told]) -> String {
        let quote = |one: &Told| one.quote.clone().unwrap_or_default();
        match two {
            [one, other] => {
                let (first, second) = (("first", quote(one).into()), ("second", quote(other).into()));
                self.words.get("page-shows-two", &[("one", (&one.name).into()), first, ("other", (&other.name).into()), second])
            }
            [one] => self.words.get("page-shows-one", &[("one", (&one.name).into()), ("first", quote(one).into())]),
            _ => String::new(),
        }
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
        spaced(one, self.words.lang())
    }
}

/// A sentence begins with a capital; Japanese has none.
fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The words in the reader's language.
fn own_words(case: &Case, lang: Lang) -> Option<String> {
    match lang {
        Lang::Ja => case.quote.ja.clone(),
        Lang::En => case.quote.en.clone(),
    }
}

/// The row of a program: each case with its conditions and how far it can be relied on.
pub(crate) fn row(one: &Shown, words: &Words) -> Row {
    Row { program: name(one, words.lang()), likely: one.likely, cases: one.cases.iter().map(|case| line(case, words)).collect() }
}

/// One case as a line.
pub(crate) fn line(case: &Case, words: &Words) -> String {
    let told = words.get("page-row-confidence", &[("text", what(case, words).into()), ("confidence", confidence(case, words).into())]);
    if case.when.is_empty() {
        return told;
    }
    let conditions: Vec<String> = case.when.iter().map(|one| condition(one, words)).collect();
    let conditions = conditions.join(&words.get("and", &[]));
    words.get("page-row-when", &[("conditions", conditions.into()), ("text", told.into())])
}

/// A condition in words.
pub(super) fn condition(one: &Condition, words: &Words) -> String {
    words.get(&format!("when-{}", one.word()), &[("name", harmless(one.name()).into())])
}

fn what(case: &Case, words: &Words) -> String {
    let is_file = |words: &String| words.starts_with("smime.");
    let quoted = case.shows == Shows::Unreadable && own_words(case, words.lang()).is_some_and(|words| !is_file(&words));
    let file = matches!(case.shows, Shows::Attachment | Shows::Unreadable | Shows::Unsigned | Shows::Unknown) && !quoted;
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

/// How far something of this class can be relied on, in words.
pub(crate) fn confidence_of(class: Class, nothing: bool, words: &Words) -> String {
    let word = if nothing { Confidence::Unknown } else { class.confidence() }.word();
    words.get(&format!("confidence-{word}"), &[])
}

fn confidence(case: &Case, words: &Words) -> String {
    let (date, by) = case.seen.as_ref().map(|seen| (moment::day_of(&seen.date, words.lang()), seen.by.clone())).unwrap_or_default();
    let guessed = case.confidence != Confidence::Unknown && case.quote.evidence.class == Class::Own;
    let word = if guessed { Confidence::Inferred.word() } else { case.confidence.word() };
    words.get(&format!("confidence-{word}"), &[("date", date.into()), ("by", by.into())])
}
