//! The letter to one account: who need do nothing, what was seen, until when, why, the settings, and the steps in the program that it uses
//! as far as that tells. In one language or in both, one after the other. No link stands in it but those of the provider's own page.

use kakitome_clients::submitter;
use kakitome_pki::UnixTime;

use super::stage::Stage;
use super::survey::{Use, program_name};
use crate::lang::Lang;
use crate::moment::day;
use crate::sentence::shown;
use crate::settings::{Guide, MailService, guide};
use crate::words::{Value, Words, words};

/// What a letter is made of.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// Where its domain's mail is handed in.
    pub service: &'a MailService,
    /// To whom.
    pub account: &'a str,
    /// Its sessions by STARTTLS, the last first.
    pub uses: &'a [&'a Use],
    /// Which letter of the series.
    pub stage: Stage,
    /// The day on which the door is closed.
    pub off: UnixTime,
    /// Whom to ask, in Japanese and in English; lines.
    pub contact: (&'a str, &'a str),
    /// The address of the pages with guides, without a slash at its end.
    pub pages: Option<&'a str>,
}

/// Between the languages.
const RULE: &str = "\n\n----------------------------------------\n\n";

/// Subject and text in these languages.
#[must_use]
pub fn letter(letter: &Letter<'_>, langs: &[Lang]) -> (String, String) {
    let subject: Vec<String> = langs.iter().map(|lang| letter.say(words(*lang), "subject")).collect();
    let text: Vec<String> = langs.iter().map(|lang| letter.text(words(*lang))).collect();
    (subject.join(" / "), text.join(RULE))
}

impl Letter<'_> {
    fn facts(&self, words: &Words) -> Vec<(&'static str, Value<'_>)> {
        let lang = words.lang();
        let first = self.uses.iter().map(|one| one.first).min();
        let last = self.uses.iter().map(|one| one.last).max();
        let sessions: u64 = self.uses.iter().map(|one| one.sessions).fold(0, u64::saturating_add);
        let mut ports: Vec<String> = self.uses.iter().map(|one| one.port.to_string()).collect();
        ports.sort_unstable();
        ports.dedup();
        vec![
            ("name", self.service.name().into()),
            ("account", shown(self.account).into()),
            ("host", self.service.sending().host.as_str().into()),
            ("off", day(self.off, lang).into()),
            ("ports", ports.join(", ").into()),
            ("first", first.map(|first| day(first, lang)).unwrap_or_default().into()),
            ("last", last.map(|last| day(last, lang)).unwrap_or_default().into()),
            ("sessions", sessions.into()),
            ("programs", self.programs(words).into()),
        ]
    }

    /// `starttls-letter-STAGE-NAME`, else `starttls-letter-NAME`.
    fn say(&self, words: &Words, name: &str) -> String {
        let facts = self.facts(words);
        let own = format!("starttls-letter-{}-{name}", self.stage.word());
        words.find(&own, &facts).unwrap_or_else(|| words.get(&format!("starttls-letter-{name}"), &facts))
    }

    fn programs(&self, words: &Words) -> String {
        let mut names: Vec<String> = Vec::new();
        for one in self.uses {
            let name = program_name(&one.program, words.lang());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(&words.get("starttls-letter-and", &[]))
    }

    fn text(&self, words: &Words) -> String {
        let say = |name: &str| self.say(words, name);
        let heading = |name: &str| format!("\n\n■ {}\n", say(name));
        let mut text = format!("{}\n\n{}\n", say("greeting"), say("spared"));
        text.push_str(&format!("{}\n{}", bullet(&say("spared-465")), bullet(&say("spared-web"))));
        text.push_str(&heading("heading-seen"));
        text.push_str(&say(if self.uses.is_empty() { "seen-earlier" } else { "seen" }));
        if self.uses.iter().any(|one| one.program != "unknown") {
            text.push_str(&format!("\n{}", say("seen-program")));
        }
        text.push_str(&heading("heading-until"));
        text.push_str(&say("until"));
        text.push_str(&heading("heading-why"));
        let whole = guide(self.service, None, words.lang());
        text.push_str(&whole.why);
        text.push_str(&heading("heading-settings"));
        let rows: Vec<String> = whole.table.iter().map(|(name, value)| format!("  {name}: {value}")).collect();
        text.push_str(&rows.join("\n"));
        self.steps(&mut text, &whole, words);
        text.push_str(&heading("heading-mind"));
        text.push_str(&format!("{}\n{}", bullet(&say("mind-password")), bullet(&say("mind-content"))));
        text.push_str(&heading("heading-contact"));
        text.push_str(if words.lang() == Lang::Ja { self.contact.0 } else { self.contact.1 }.trim());
        text.push_str(&format!("\n{}", say("mind-number")));
        text
    }

    /// The guides of the programs that were seen; else where guides are.
    fn steps(&self, text: &mut String, whole: &Guide, words: &Words) {
        let seen = self.uses.iter().filter_map(|one| submitter(&one.program)).flat_map(|program| &program.guides);
        let mut told: Vec<&str> = Vec::new();
        for id in seen {
            let Some(part) = whole.programs.iter().find(|part| part.program.id == id) else { continue };
            if told.contains(&part.program.id) {
                continue;
            }
            told.push(part.program.id);
            let heading = words.get("starttls-letter-heading-steps", &[("program", part.program.name.into())]);
            text.push_str(&format!("\n\n■ {heading}\n"));
            let note = part.note.iter().map(|note| format!("  {note}"));
            let steps = (1..).zip(&part.steps).map(|(at, step): (usize, &String)| format!("  {at}. {step}"));
            text.push_str(&note.chain(steps).collect::<Vec<_>>().join("\n"));
        }
        if told.is_empty() {
            text.push_str(&format!("\n\n{}", self.say(words, "no-steps")));
        }
        if let Some(pages) = self.pages {
            let place = format!("{pages}/{}/guide?domain={}", words.lang().code(), self.service.domain());
            text.push_str(&format!("\n\n{}\n{place}", self.say(words, "pages")));
        }
    }
}

fn bullet(line: &str) -> String {
    format!("  - {line}")
}
