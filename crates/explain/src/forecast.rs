//! A forecast in words: text, JSON (`kakitome.forecast/1`) and a calendar (iCalendar, RFC 5545). Says what is expected and by whose
//! word, never that it is certain.

use kakitome_clients::Confidence;
use kakitome_clients::forecast::{Fate, Turning};
use kakitome_clients::programs;
use kakitome_pki::UnixTime;
use serde_json::{Value, json};

use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};

/// Names that are told of those that are touched; all of them stand in the JSON.
const NAMES: usize = 5;

/// A list whose editions were walked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    /// Its name in the home.
    pub name: String,
    /// How many editions.
    pub editions: usize,
    /// The day of the oldest.
    pub first: UnixTime,
    /// The day of the newest.
    pub last: UnixTime,
}

/// What a forecast is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// First and last day.
    pub span: (UnixTime, UnixTime),
    /// The titles of two lists, if two lists were compared.
    pub lists: Option<(String, String)>,
    /// Lists that were walked through edition by edition.
    pub walked: Vec<Walked>,
    /// Certificates that were looked at.
    pub certificates: usize,
    /// Mails that were looked at.
    pub mails: u64,
    /// Of them signed.
    pub signed: u64,
    /// Of them not readable.
    pub unread: u64,
    /// Certificates that lead to no root at hand, by name.
    pub without_path: Vec<String>,
}

/// The forecast for a terminal.
#[must_use]
pub fn text(turnings: &[Turning], about: &About, lang: Lang) -> String {
    let words = words(lang);
    let mut out = format!("{}\n{}\n", title(about, words), looked(about, words));
    for one in &about.walked {
        let day = |at| moment::day(at, lang);
        let facts = [
            ("name", harmless(&one.name).into()),
            ("count", one.editions.into()),
            ("first", day(one.first).into()),
            ("last", day(one.last).into()),
        ];
        out.push_str(&format!("{}\n", words.get("forecast-walked", &facts)));
    }
    if turnings.is_empty() {
        out.push_str(&format!("\n{}\n", words.get("forecast-nothing", &[])));
    }
    for turning in turnings {
        let event = [("day", moment::day(turning.day, lang).into()), ("what", what(turning, words).into())];
        out.push_str(&format!("\n{}\n", words.get("forecast-event", &event)));
        lines(turning, words).iter().for_each(|line| out.push_str(&format!("  {line}\n")));
    }
    if !about.without_path.is_empty() {
        let names = names(about.without_path.iter().map(String::as_str), words);
        out.push_str(&format!("\n{}\n", words.get("forecast-no-path", &[("names", names.into())])));
    }
    out.push_str(&format!("\n{}\n", words.get("forecast-limits", &[])));
    out
}

fn title(about: &About, words: &Words) -> String {
    match &about.lists {
        Some((before, after)) => {
            words.get("forecast-title-lists", &[("before", harmless(before).into()), ("after", harmless(after).into())])
        }
        None => {
            let day = |at| moment::day(at, words.lang());
            words.get("forecast-title", &[("from", day(about.span.0).into()), ("until", day(about.span.1).into())])
        }
    }
}

fn looked(about: &About, words: &Words) -> String {
    let values = [
        ("certificates", about.certificates.into()),
        ("mails", about.mails.into()),
        ("signed", about.signed.into()),
        ("unread", about.unread.into()),
    ];
    words.get("forecast-looked", &values)
}

/// What happens, in one sentence.
fn what(turning: &Turning, words: &Words) -> String {
    let day = moment::day(turning.day, words.lang());
    let state = turning.state.map(|state| words.get(&format!("trust-state-{state}"), &[("day", day.into())]));
    let values = [("subject", harmless(&turning.subject).into()), ("state", state.unwrap_or_default().into())];
    words.get(&format!("change-{}", turning.change), &values)
}

fn lines(turning: &Turning, words: &Words) -> Vec<String> {
    let fate = |name: &str, fate: Fate| {
        let fate = words.get(&format!("fate-{}", fate.word()), &[]);
        words.get(name, &[("fate", fate.into())])
    };
    let touched = names(turning.touched.iter().map(|one| one.name.as_str()), words);
    let mut lines = vec![words.get("forecast-touched", &[("names", touched.into()), ("mails", turning.mails().into())])];
    let over = turning.touched.iter().filter(|one| one.over).count();
    if over > 0 {
        lines.push(words.get("forecast-over", &[("count", over.into())]));
    }
    lines.push(fate("forecast-old", turning.old_mail));
    lines.push(fate("forecast-new", turning.new_mail));
    lines.push(fate("forecast-renewed", turning.renewed));
    lines.push(shown_in(turning, words));
    if let Some(id) = turning.sender {
        lines.push(words.get("todo-sender", &[("text", remedy(id, words).into())]));
    }
    if let Some(id) = turning.recipient {
        lines.push(words.get("todo-recipient", &[("text", remedy(id, words).into())]));
    }
    let confidence = words.get(&format!("confidence-{}", turning.confidence.word()), &[]);
    lines.push(words.get("forecast-source", &[("source", harmless(&turning.source).into()), ("confidence", confidence.into())]));
    lines
}

/// A remedy and its price, in one breath.
fn remedy(id: &str, words: &Words) -> String {
    let (text, price) = (words.get(&format!("remedy-{id}"), &[]), words.get(&format!("remedy-{id}-price"), &[]));
    words.get("advice-priced", &[("text", text.into()), ("price", price.into())])
}

fn shown_in(turning: &Turning, words: &Words) -> String {
    if turning.programs.is_empty() {
        return words.get("forecast-programs-none", &[]);
    }
    let name = |id: &&str| {
        let program = programs().iter().find(|program| program.id == **id);
        program.map(|program| if words.lang() == Lang::Ja { program.ja.clone() } else { program.en.clone() })
    };
    let names: Vec<String> = turning.programs.iter().filter_map(name).collect();
    words.get("forecast-programs", &[("programs", names.join(&words.get("and", &[])).into())])
}

fn names<'a>(all: impl Iterator<Item = &'a str>, words: &Words) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for name in all {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    let told: Vec<String> = seen.iter().take(NAMES).map(|name| harmless(name)).collect();
    let told = told.join(&words.get("and", &[]));
    match seen.len().checked_sub(NAMES).filter(|more| *more > 0) {
        Some(more) => words.get("forecast-more", &[("names", told.into()), ("count", more.into())]),
        None => told,
    }
}

/// The forecast as JSON.
#[must_use]
pub fn json(turnings: &[Turning], about: &About, lang: Lang) -> Value {
    let words = words(lang);
    json!({
        "schema": "kakitome.forecast/1",
        "from": about.span.0.to_string(),
        "until": about.span.1.to_string(),
        "lists": about.lists.as_ref().map(|(before, after)| json!({ "before": before, "after": after })),
        "history": about.walked.iter().map(walked).collect::<Vec<_>>(),
        "certificates": about.certificates,
        "mails": { "read": about.mails, "signed": about.signed, "unreadable": about.unread },
        "without_path": about.without_path,
        "events": turnings.iter().map(|turning| event(turning, words)).collect::<Vec<_>>(),
    })
}

fn walked(one: &Walked) -> Value {
    json!({ "name": one.name, "editions": one.editions, "first": one.first.to_string(), "last": one.last.to_string() })
}

fn event(turning: &Turning, words: &Words) -> Value {
    let remedy = |id: Option<&str>| {
        id.map(|id| {
            let name = format!("remedy-{id}");
            json!({ "id": id, "do": words.get(&name, &[]), "price": words.get(&format!("{name}-price"), &[]) })
        })
    };
    json!({
        "day": turning.day.to_string(),
        "by": turning.whose.word(),
        "change": turning.change,
        "subject": turning.subject,
        "state": turning.state,
        "clients": turning.programs,
        "old_mail": turning.old_mail.word(),
        "new_mail": turning.new_mail.word(),
        "renewed": turning.renewed.word(),
        "touched": turning.touched.iter().map(|one| json!({ "name": one.name, "mails": one.mails, "over": one.over })).collect::<Vec<_>>(),
        "mails": turning.mails(),
        "remedy": { "sender": remedy(turning.sender), "recipient": remedy(turning.recipient) },
        "source": turning.source,
        "confidence": turning.confidence.word(),
        "announced_only": turning.confidence == Confidence::Documented || turning.confidence == Confidence::Inferred,
        "text": what(turning, words),
    })
}

/// The forecast as a calendar: a day-long entry for each turn, with the same UID whenever it is made again (RFC 5545 3.8.4.7).
#[must_use]
pub fn calendar(turnings: &[Turning], about: &About, made: UnixTime, lang: Lang) -> String {
    let words = words(lang);
    let mut out = Calendar::default();
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Kakitome//forecast//EN");
    out.line(&format!("X-WR-CALNAME:{}", escaped(&title(about, words))));
    for turning in turnings {
        let summary = what(turning, words);
        out.line("BEGIN:VEVENT");
        out.line(&format!("UID:{}", uid(turning)));
        out.line(&format!("DTSTAMP:{}", stamp(made)));
        out.line(&format!("DTSTART;VALUE=DATE:{}", date(turning.day)));
        out.line(&format!("DTEND;VALUE=DATE:{}", date(turning.day.plus_days(1))));
        out.line("TRANSP:TRANSPARENT");
        out.line(&format!("SUMMARY:{}", escaped(&summary)));
        out.line(&format!("DESCRIPTION:{}", escaped(&lines(turning, words).join("\n"))));
        out.line("END:VEVENT");
    }
    out.line("END:VCALENDAR");
    out.text
}

/// Content lines of at most 75 octets, folded between characters, with CRLF (RFC 5545 3.1).
#[derive(Default)]
struct Calendar {
    text: String,
}

impl Calendar {
    fn line(&mut self, line: &str) {
        const LONGEST: usize = 75;
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > LONGEST {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(letter);
            octets += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// Text as a value (RFC 5545 3.3.11); control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// What it is, by letters and digits alone.
fn uid(turning: &Turning) -> String {
    let subject: String =
        turning.subject.chars().flat_map(char::to_lowercase).map(|one| if one.is_alphanumeric() { one } else { '-' }).collect();
    let day = date(turning.day);
    format!("{day}-{}-{}-{}@forecast.kakitome", turning.whose.word(), turning.change, subject.chars().take(80).collect::<String>())
}

fn date(day: UnixTime) -> String {
    day.to_string().chars().take(10).filter(char::is_ascii_digit).collect()
}

fn stamp(moment: UnixTime) -> String {
    moment.to_string().chars().filter(|letter| letter.is_ascii_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_calendar_are_folded_and_cannot_break_out() {
        let mut out = Calendar::default();
        out.line(&format!("SUMMARY:{}", escaped(&"証明書;\r\nEND:VEVENT,".repeat(10))));
        assert!(out.text.split("\r\n").all(|line| line.len() <= 75), "{}", out.text);
        assert!(out.text.split("\r\n").skip(1).all(|line| line.is_empty() || line.starts_with(' ')));
        let whole = out.text.replace("\r\n ", "");
        assert_eq!(whole.matches("\r\n").count(), 1);
        assert!(whole.contains("証明書\\;\\nEND:VEVENT\\,"));
    }

    #[test]
    fn days_are_written_as_the_standard_has_them() {
        assert_eq!(date(UnixTime(1_453_248_000)), "20160120");
        assert_eq!(stamp(UnixTime(1_453_248_000)), "20160120T000000Z");
    }
}
