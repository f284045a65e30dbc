//! What people are told by mail, in words: alerts to whoever runs the gateway, and the note to a sender whose mail went to phones that may
//! break on signatures. Kinds and facts come from whoever noticed; nothing is decided here.

use std::collections::BTreeMap;

use kakitome_pki::UnixTime;

use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown as harmless;
use crate::words::{Value, Words, words};

/// Facts that are moments: seconds since 1970.
const MOMENTS: [&str; 3] = ["at", "since", "until"];
/// Facts that are counts.
const COUNTS: [&str; 2] = ["count", "days"];

/// Something that is told: its kind chooses the sentences.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// `certificate-expires`, `keyholder-down`, …
    pub kind: &'a str,
    /// What the sentences have blanks for.
    pub facts: &'a BTreeMap<String, String>,
}

/// Subject and text of a mail, each in every language that is wanted, the first one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// Lines that end with LF.
    pub body: String,
}

/// One line that says what it is.
#[must_use]
pub fn heading(told: Told<'_>, lang: Lang) -> String {
    let words = words(lang);
    let facts = values(told, words);
    let unknown = || format!("{} {}", told.kind, told.facts.values().map(|fact| harmless(fact)).collect::<Vec<_>>().join(" "));
    words.find(&format!("alert-{}", told.kind), &facts).unwrap_or_else(unknown)
}

/// A mail with these alerts from the gateway of that name.
#[must_use]
pub fn mail(all: &[Told<'_>], hostname: &str, langs: &[Lang]) -> Written {
    let host = [("host", hostname.into())];
    let subject = |lang: Lang| {
        let first = all.first().map(|told| heading(*told, lang)).unwrap_or_default();
        words(lang).get("alert-mail-subject", &[("first", first.into()), ("more", all.len().saturating_sub(1).into())])
    };
    let body = |lang: Lang| {
        let words = words(lang);
        let blocks: Vec<String> = all.iter().map(|told| block(*told, words)).collect();
        format!("{}\n\n{}\n\n{}\n", words.get("alert-mail-intro", &host), blocks.join("\n\n"), words.get("alert-mail-end", &host))
    };
    together(langs, subject, body)
}

/// The note to a sender whose signed mail went to these domains.
#[must_use]
pub fn carriers(facts: &CarrierNote<'_>, langs: &[Lang]) -> Written {
    let domains = facts.domains.join(", ");
    let message = |lang: Lang| {
        let line = |id: &str| words(lang).get("note-carriers-message", &[("id", harmless(id).into())]);
        facts.message_id.map(line).unwrap_or_default()
    };
    let values = |lang: Lang| {
        [
            ("message", message(lang).into()),
            ("sender", harmless(facts.sender).into()),
            ("domains", harmless(&domains).into()),
            ("host", facts.hostname.into()),
            ("days", facts.days.into()),
            ("at", moment::written(facts.at, lang).into()),
        ]
    };
    let named = |name: &'static str| move |lang: Lang| words(lang).get(name, &values(lang));
    let body = |lang: Lang| format!("{}\n\n{}\n", named("note-carriers-text")(lang), named("note-carriers-end")(lang));
    together(langs, named("note-carriers-subject"), body)
}

/// What the note to a sender needs.
#[derive(Debug, Clone, Copy)]
pub struct CarrierNote<'a> {
    /// Who is told.
    pub sender: &'a str,
    /// Recipients' domains.
    pub domains: &'a [String],
    /// Our name.
    pub hostname: &'a str,
    /// `Message-ID` of the mail that is the occasion.
    pub message_id: Option<&'a str>,
    /// When it went.
    pub at: UnixTime,
    /// The same is not told again for so many days.
    pub days: u64,
}

fn together(langs: &[Lang], subject: impl Fn(Lang) -> String, body: impl Fn(Lang) -> String) -> Written {
    Written {
        subject: langs.iter().map(|lang| subject(*lang)).collect::<Vec<_>>().join(" / "),
        body: langs.iter().map(|lang| body(*lang)).collect::<Vec<_>>().join("\n――――――――――\n\n"),
    }
}

fn block(told: Told<'_>, words: &Words) -> String {
    let facts = values(told, words);
    let mut out = format!("■ {}", heading(told, words.lang()));
    if let Some(text) = words.find(&format!("alert-{}-text", told.kind), &facts) {
        out.push('\n');
        out.push_str(&text);
    }
    out
}

fn values<'a>(told: Told<'a>, words: &Words) -> Vec<(&'a str, Value<'a>)> {
    let mut all: Vec<(&str, Value<'_>)> = Vec::new();
    for (name, fact) in told.facts {
        let number = fact.parse::<i64>().ok();
        let value = match (name.as_str(), number) {
            (name, Some(seconds)) if MOMENTS.contains(&name) => moment::written(UnixTime(seconds), words.lang()).into(),
            (name, Some(count)) if COUNTS.contains(&name) => Value::Number(count),
            _ => harmless(fact).into(),
        };
        all.push((name, value));
        // a remedy has its own sentence
        if name == "remedy" {
            all.push(("advice", words.find(&format!("remedy-{fact}"), &[]).unwrap_or_default().into()));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn facts(all: &[(&str, &str)]) -> BTreeMap<String, String> {
        all.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect()
    }

    /// Every kind with facts as they are raised.
    fn kinds() -> Vec<(&'static str, BTreeMap<String, String>)> {
        let expires =
            [("address", "a@x.example"), ("days", "7"), ("until", "1453248000"), ("serial", "0a1b"), ("file", "tls.pem"), ("name", "CA")];
        let away = [("since", "1453248000"), ("at", "1453249000"), ("why", "refused"), ("hop", "mx.example:25")];
        let outbox = [("count", "3"), ("mails", "aaa, bbb"), ("why", "disk")];
        let found = [("address", "a@x.example"), ("serial", "0a1b"), ("remedy", "include-chain"), ("count", "2"), ("host", "gw.example")];
        let mut all = Vec::new();
        for kind in ["certificate", "authority", "tls"] {
            for end in ["expires", "expired"] {
                all.push((Box::leak(format!("{kind}-{end}").into_boxed_str()) as &str, facts(&expires)));
            }
        }
        for kind in ["keyholder-down", "keyholder-back", "next-hop-down", "next-hop-back", "hop-downgraded"] {
            all.push((kind, facts(&away)));
        }
        for kind in ["outbox-put-aside", "outbox-given-up", "outbox-no-room"] {
            all.push((kind, facts(&outbox)));
        }
        for kind in ["roots-changed", "preflight", "test"] {
            all.push((kind, facts(&found)));
        }
        all
    }

    #[test]
    fn every_kind_has_its_sentences_in_both_languages() {
        for lang in [Lang::Ja, Lang::En] {
            for (kind, facts) in kinds() {
                let told = Told { kind, facts: &facts };
                assert!(words(lang).has(&format!("alert-{kind}")) && words(lang).has(&format!("alert-{kind}-text")), "{kind} {lang:?}");
                let text = format!("{}\n{}", heading(told, lang), block(told, words(lang)));
                assert!(!text.contains('⟨') && !text.contains("{$"), "{kind} {lang:?}: {text}");
            }
        }
    }

    #[test]
    fn one_mail_tells_all_in_both_languages() {
        let kinds = kinds();
        let all: Vec<Told<'_>> = kinds.iter().map(|(kind, facts)| Told { kind, facts }).collect();
        let mail = mail(&all, "gw.example", &[Lang::Ja, Lang::En]);
        assert_eq!(mail.body.matches('■').count(), 2 * all.len());
        assert!(mail.body.contains("2016年1月20日") && mail.body.contains("20 January 2016"), "{}", mail.body);
        assert!(mail.subject.contains(" / ") && !mail.subject.contains('\n'), "{}", mail.subject);
        assert!(!mail.subject.contains('\n') && mail.body.contains("gw.example"));
    }

    #[test]
    fn a_sender_is_told_in_words() {
        let domains = ["docomo.ne.jp".to_owned(), "au.com".to_owned()];
        let note = CarrierNote {
            sender: "boss@bank.example",
            domains: &domains,
            hostname: "gw.example",
            message_id: Some("<m1@bank.example>"),
            at: UnixTime(1_453_248_000),
            days: 30,
        };
        for (lang, said) in [(Lang::Ja, "携帯電話会社"), (Lang::En, "carrier")] {
            let mail = carriers(&note, &[lang]);
            assert!(
                mail.body.contains(said) && mail.body.contains("docomo.ne.jp, au.com") && mail.body.contains("<m1@bank.example>"),
                "{}",
                mail.body
            );
            assert!(!mail.body.contains('⟨') && mail.body.contains("30"), "{}", mail.body);
        }
        let without = carriers(&CarrierNote { message_id: None, ..note }, &[Lang::En]);
        assert!(!without.body.contains('⟨') && !without.body.contains("Message-ID"), "{}", without.body);
    }

    #[test]
    fn a_kind_that_nobody_knows_is_still_told() {
        let facts = facts(&[("why", "x\r\ny")]);
        let told = Told { kind: "of-tomorrow", facts: &facts };
        assert!(heading(told, Lang::Ja).starts_with("of-tomorrow") && !heading(told, Lang::Ja).contains('\n'));
    }
}
