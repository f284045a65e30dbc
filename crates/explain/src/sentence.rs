//! The sentence of a finding, and where it was found. What came from the mail is made harmless to terminals first.

use kakitome_pki::Certificate;
use kakitome_smime::{Finding, Noted, Place, Report};

use crate::lang::Lang;
use crate::moment;
use crate::words::{Value, Words, words};

/// Longest fact from a mail that a sentence shows; whole values stand in the JSON facts.
const LONGEST: usize = 200;

/// The sentence.
pub(crate) fn of(finding: &Finding, words: &Words) -> String {
    let facts: Vec<(&'static str, String)> = finding.facts();
    let values: Vec<(&str, Value<'_>)> = facts.iter().map(|(name, fact)| (*name, value(name, fact, words))).collect();
    words.get(&name(finding.id()), &values)
}

/// The sentence of a finding outside a report: for help and tables.
#[must_use]
pub fn finding_text(finding: &Finding, lang: Lang) -> String {
    of(finding, words(lang))
}

/// The sentence with the name of the certificate that it is about, unless that is the signer's own: a path has several.
pub(crate) fn told(noted: &Noted, report: &Report, words: &Words) -> String {
    let text = of(&noted.finding, words);
    match certificate(&noted.place, report) {
        Some(certificate) => {
            let subject = certificate.subject();
            let name = subject.common_name().unwrap_or_else(|| subject.display());
            words.get("told-of-certificate", &[("subject", shown(&name).into()), ("text", text.into())])
        }
        None => text,
    }
}

/// The certificate above the signer's own, or of a time stamp, at which something was found.
fn certificate<'r>(place: &Place, report: &'r Report) -> Option<&'r Certificate> {
    let (accepted, tried, at) = match place {
        Place::Certificate { signer, at } if *at > 0 => {
            let signer = report.signers.get(*signer)?;
            (signer.path.as_ref(), &signer.tried, *at)
        }
        Place::TimeStamp { signer, stamp, at: Some(at) } => {
            let stamp = report.signers.get(*signer)?.time_stamps.get(*stamp)?;
            (stamp.path.as_ref(), &stamp.tried, *at)
        }
        _ => return None,
    };
    match accepted {
        Some(path) => path.certificates().get(at),
        None => tried.first()?.certificates.get(at),
    }
}

/// The name of a finding's sentence.
pub(crate) fn name(id: &str) -> String {
    format!("finding-{}", id.replace('.', "-"))
}

/// Counts are numbers, so that English can choose the plural; moments and known phrases are words; the rest is text from
/// outside.
fn value(name: &str, fact: &str, words: &Words) -> Value<'static> {
    if let Ok(count) = fact.parse::<i64>()
        && name == "count"
    {
        return Value::Number(count);
    }
    // Only facts that a crate words itself: what stands in a mail is never taken for a phrase.
    let phrase = OUR_PHRASES.contains(&name).then(|| words.find(&phrase(fact), &[])).flatten();
    Value::Text(phrase.unwrap_or_else(|| shown(&moment::written_if_moment(fact, words.lang()))).into())
}

/// Facts whose values are short English phrases of the crates below, or the number of an extension.
const OUR_PHRASES: [&str; 7] = ["because", "problem", "reason", "needed", "fault", "limit", "extension"];

/// The name of a phrase's words.
pub(crate) fn phrase(fact: &str) -> String {
    let mut name = String::from("phrase");
    let mut gap = true;
    for letter in fact.chars() {
        if letter.is_ascii_alphanumeric() {
            if std::mem::take(&mut gap) {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    name
}

/// What cannot be seen and what turns the direction of text is replaced by a mark, long text is cut (V08, V10, W03). Letters that are
/// written from right to left stand between marks that isolate them (UAX #9), so that they reorder nothing of ours.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(LONGEST).map(|letter| if is_unseen(letter) { '\u{fffd}' } else { letter }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    if out.chars().any(is_right_to_left) { format!("\u{2068}{out}\u{2069}") } else { out }
}

/// Controls; marks that turn, isolate or join; what has no width; tags.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Hebrew, Arabic and their neighbours: the blocks that Unicode keeps for such scripts.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// A whole text of several lines, made harmless in the same way, line by line.
pub(crate) fn harmless(text: &str) -> String {
    let line = |line: &str| {
        // what is isolated already is isolated once
        let letters = line.chars().filter(|letter| !matches!(letter, '\u{2068}' | '\u{2069}'));
        let out: String = letters.map(|letter| if is_unseen(letter) { '\u{fffd}' } else { letter }).collect();
        if out.chars().any(is_right_to_left) { format!("\u{2068}{out}\u{2069}") } else { out }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Where it was found, in words.
pub(crate) fn place(noted: &Noted, words: &Words) -> String {
    let number = |index: &usize| Value::from(index.saturating_add(1));
    match &noted.place {
        Place::Message => words.get("place-message", &[]),
        Place::Field(name) => words.get("place-field", &[("name", shown(name).into())]),
        Place::Part(path) => words.get("place-part", &[("part", path.into())]),
        Place::Layer(index) => words.get("place-layer", &[("number", number(index))]),
        Place::Signer(index) => words.get("place-signer", &[("number", number(index))]),
        Place::TimeStamp { signer, stamp, at: None } => {
            words.get("place-time-stamp", &[("number", number(signer)), ("stamp", number(stamp))])
        }
        Place::TimeStamp { signer, stamp, at: Some(at) } => {
            words.get("place-time-stamp-certificate", &[("number", number(signer)), ("stamp", number(stamp)), ("at", number(at))])
        }
        Place::Certificate { signer, at } => words.get("place-certificate", &[("number", number(signer)), ("at", number(at))]),
    }
}

/// The rule's source; our own limits are named in the reader's language.
pub(crate) fn source(finding: &Finding, words: &Words) -> String {
    let source = finding.source();
    if source.starts_with("limit") { words.get("source-limit", &[]) } else { source.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_mail_cannot_drive_a_terminal() {
        assert_eq!(shown("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
        assert_eq!(shown(&"x".repeat(300)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn facts_stand_in_the_sentence() {
        let finding = Finding::FromNotOne { count: 2 };
        assert_eq!(of(&finding, words(Lang::En)), "From has 2 addresses; a signature can be compared with exactly one.");
        assert_eq!(of(&finding, words(Lang::Ja)), "差出人(From)のアドレスが 2 個あります。署名と照合できるのは、1個のときだけです。");
    }
}
