//! A draft of a notice in both languages, out of what gives rise to it. What only people know is left as a blank in 【】, which
//! `kakitome notice check` does not let pass.

use kakitome_clients::notice::{Both, Confirmed, Contact, Notice, Occasion, Remedy, State, Version};
use kakitome_clients::{Observation, program};
use kakitome_pki::UnixTime;

use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown;
use crate::words::{Value, Words, words};

/// Programs that have lists of their own: readers who use them want to know whether they are touched.
const APART: [&str; 2] = ["thunderbird", "ios-mail"];
/// Names that one sentence holds.
const NAMES: usize = 6;

/// The draft; `id` and `at` are the caller's.
#[must_use]
pub fn draft(occasion: &Occasion, id: &str, at: UnixTime) -> Notice {
    let writer = Writer { occasion };
    let first = Version {
        at,
        state: if occasion.day.is_some_and(|day| at < day) { State::Expected } else { State::Ongoing },
        summary: writer.both("draft-summary"),
        unaffected: writer.unaffected(),
        phenomenon: writer.phenomenon(),
        cause: writer.cause(),
        conditions: writer.conditions(),
        recipient: vec![writer.remedy(occasion.recipient.as_deref(), "draft-recipient")],
        sender: vec![writer.remedy(occasion.sender.as_deref(), "draft-sender")],
        cautions: vec![writer.both("draft-caution")],
        confirmed: occasion.observations.iter().map(confirmed).collect(),
    };
    let contact = Contact { name: writer.both("draft-desk"), page: Some(words(Lang::Ja).get("draft-page", &[])), ..Contact::default() };
    Notice::new(id, writer.both("draft-title"), contact, first)
}

struct Writer<'a> {
    occasion: &'a Occasion,
}

impl Writer<'_> {
    /// A sentence of that name in both languages, with what is known of the occasion.
    fn both(&self, name: &str) -> Both {
        let say = |lang| self.say(name, words(lang));
        Both::new(say(Lang::Ja), say(Lang::En))
    }

    fn say(&self, name: &str, words: &Words) -> String {
        let occasion = self.occasion;
        let day = occasion.day.map_or_else(|| words.get("draft-blank-day", &[]), |day| moment::day(day, words.lang()));
        let values: [(&str, Value<'_>); 5] = [
            ("programs", self.programs(words).into()),
            ("addresses", self.addresses(words).into()),
            ("day", day.into()),
            ("subject", shown(&occasion.subject).into()),
            ("root", occasion.another.as_ref().map(|root| shown(root)).unwrap_or_default().into()),
        ];
        words.get(name, &values)
    }

    fn programs(&self, words: &Words) -> String {
        if self.occasion.programs.is_empty() {
            return words.get("draft-blank-programs", &[]);
        }
        joined(&self.occasion.programs.iter().map(|id| name(id, words)).collect::<Vec<_>>(), words)
    }

    fn addresses(&self, words: &Words) -> String {
        if self.occasion.touched.is_empty() {
            return words.get("draft-blank-addresses", &[]);
        }
        joined(&self.occasion.touched.iter().map(|one| shown(one)).collect::<Vec<_>>(), words)
    }

    fn unaffected(&self) -> Vec<Both> {
        let apart: Vec<&str> = APART.into_iter().filter(|id| !self.occasion.programs.iter().any(|known| known == id)).collect();
        if self.occasion.programs.is_empty() || apart.is_empty() {
            return Vec::new();
        }
        let say = |lang| {
            let words = words(lang);
            let names: Vec<String> = apart.iter().map(|id| name(id, words)).collect();
            words.get("draft-unaffected", &[("programs", joined(&names, words).into())])
        };
        vec![Both::new(say(Lang::Ja), say(Lang::En))]
    }

    fn phenomenon(&self) -> Both {
        match self.occasion.observations.iter().find(|one| !one.words.is_empty()) {
            Some(seen) => {
                let say = |lang| {
                    let words = words(lang);
                    let values = [
                        ("programs", self.programs(words).into()),
                        ("words", shown(&seen.words).into()),
                        ("day", moment::day_of(&seen.date, lang).into()),
                    ];
                    words.get("draft-phenomenon-seen", &values)
                };
                Both::new(say(Lang::Ja), say(Lang::En))
            }
            None => self.both("draft-phenomenon"),
        }
    }

    /// The change in words, with where it is said; what was only seen has a cause that people have to find.
    fn cause(&self) -> Both {
        let say = |lang| {
            let words = words(lang);
            let occasion = self.occasion;
            if occasion.change.is_empty() {
                return words.get("draft-blank-cause", &[]);
            }
            let day = occasion.day.map(|day| moment::day(day, lang)).unwrap_or_default();
            let state = occasion.state.as_ref().map(|state| words.get(&format!("trust-state-{state}"), &[("day", day.into())]));
            let values = [("subject", shown(&occasion.subject).into()), ("state", state.unwrap_or_default().into())];
            let what = words.find(&format!("change-{}", occasion.change), &values).unwrap_or_else(|| words.get("draft-blank-cause", &[]));
            words.get("draft-cause", &[("what", what.into()), ("source", shown(&occasion.source).into())])
        };
        Both::new(say(Lang::Ja), say(Lang::En))
    }

    fn conditions(&self) -> Vec<Both> {
        let occasion = self.occasion;
        let mut all = vec![self.both("draft-condition-address"), self.both("draft-condition-program")];
        if occasion.state.is_some() {
            all.push(self.both("draft-condition-list"));
        }
        if occasion.another.is_some() {
            all.push(self.both("draft-condition-root"));
        }
        if occasion.new_mail && !occasion.old_mail {
            all.push(self.both("draft-condition-new"));
        }
        all
    }

    fn remedy(&self, id: Option<&str>, otherwise: &str) -> Remedy {
        let known = id.filter(|id| words(Lang::Ja).has(&format!("remedy-{id}")) && words(Lang::Ja).has(&format!("remedy-{id}-price")));
        match known {
            Some(id) => Remedy { todo: self.both(&format!("remedy-{id}")), price: self.both(&format!("remedy-{id}-price")) },
            None => Remedy { todo: self.both(otherwise), price: self.both("draft-price") },
        }
    }
}

fn confirmed(one: &Observation) -> Confirmed {
    let program = [name(&one.program, words(Lang::En)), one.version.clone()].join(" ");
    let say = |lang| {
        let words = words(lang);
        match (one.gone, one.words.is_empty()) {
            (true, _) => words.get("draft-gone", &[]),
            (false, true) => words.get("draft-seen", &[]),
            (false, false) => words.get("page-row-quote", &[("words", shown(&one.words).into())]),
        }
    };
    Confirmed { os: shown(&one.os), program: shown(program.trim()), date: one.date.clone(), seen: Both::new(say(Lang::Ja), say(Lang::En)) }
}

fn name(id: &str, words: &Words) -> String {
    program(id).map_or_else(
        |_| shown(id),
        |program| match words.lang() {
            Lang::Ja => program.ja.clone(),
            Lang::En => program.en.clone(),
        },
    )
}

fn joined(names: &[String], words: &Words) -> String {
    let told = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(&words.get("and", &[]));
    match names.len().checked_sub(NAMES).filter(|more| *more > 0) {
        Some(more) => words.get("forecast-more", &[("names", told.into()), ("count", more.into())]),
        None => told,
    }
}
