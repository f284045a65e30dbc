//! Without a file: from what a mail program shows to what it means, in the four parts of every explanation (glossary, section 4). What
//! programs show, when, and on what evidence that rests comes from crate clients; nothing is judged, because there is no mail.

mod table;

use kakitome_clients::{Class, Program, Saying, Shows, locks, program, programs, sayings, who_says};

use crate::lang::Lang;
use crate::page::{confidence_of, remedy};
use crate::words::{Words, words};

pub use table::Sight;
use table::{Found, SAVING, SIGHTS};

/// Everything that can be chosen.
#[must_use]
pub const fn sights() -> &'static [Sight] {
    &SIGHTS
}

/// The one of that name.
#[must_use]
pub fn sight(id: &str) -> Option<&'static Sight> {
    SIGHTS.iter().find(|one| one.id == id)
}

/// What it means.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meaning {
    /// What was seen.
    pub heading: String,
    /// わかったこと
    pub known: Vec<String>,
    /// わからないこと
    pub unknown: Vec<String>,
    /// メールソフトでの表示
    pub clients: Vec<String>,
    /// できること
    pub todo: Vec<String>,
    /// Sources of what programs show.
    pub sources: Vec<String>,
}

/// A mail program, and how a mail is saved there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Its name.
    pub program: String,
    /// Whether it can; `None`: not known.
    pub can: Option<bool>,
    /// How, or what to do instead.
    pub how: String,
}

/// How to save a mail as a file, for the programs of today.
#[must_use]
pub fn saving(lang: Lang) -> Vec<Saving> {
    let words = words(lang);
    let one = |saves: &table::Saves| {
        let program = program(saves.program).ok()?;
        Some(Saving { program: name(program, lang).to_owned(), can: saves.can, how: words.get(&format!("save-{}", saves.program), &[]) })
    };
    SAVING.iter().filter_map(one).collect()
}

impl Sight {
    /// What it is, in words.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        words(lang).get(&format!("seen-{}", self.id), &[])
    }

    /// Where it is seen.
    #[must_use]
    pub fn note(&self, lang: Lang) -> String {
        words(lang).get(&format!("seen-{}-note", self.id), &[])
    }

    /// Its question.
    #[must_use]
    pub fn question(&self, lang: Lang) -> String {
        words(lang).get(&format!("seen-{}-ask", self.id), &[])
    }

    /// A reply in words.
    #[must_use]
    pub fn reply(&self, reply: &str, lang: Lang) -> String {
        words(lang).get(&format!("seen-{}-reply-{reply}", self.id), &[])
    }

    /// The programs in which it is seen, by id and name.
    #[must_use]
    pub fn programs(&self, lang: Lang) -> Vec<(&'static str, &'static str)> {
        let mut all: Vec<&'static Program> = Vec::new();
        for one in self.found_in() {
            if !all.contains(&one) {
                all.push(one);
            }
        }
        all.into_iter().map(|one| (one.id.as_str(), name(one, lang))).collect()
    }

    fn found_in(&self) -> Vec<&'static Program> {
        let named = |names: &[&str]| programs().iter().filter(|one| names.contains(&one.id.as_str())).collect();
        match self.found {
            Found::Words(all) => all.iter().flat_map(|words| who_says(words)).map(|one| one.program).collect(),
            Found::Status(names, _) | Found::Way(names) => named(names),
            Found::Lock => named(&["gmail-web", "gmail-app"]),
        }
    }

    fn sayings(&self) -> Vec<Saying> {
        match self.found {
            Found::Words(all) => all.iter().flat_map(|words| who_says(words)).collect(),
            Found::Status(names, status) => {
                let named = self.found_in().into_iter().filter(|one| names.contains(&one.id.as_str()));
                named.flat_map(sayings).filter(|one| status.contains(&one.status.as_str())).collect()
            }
            Found::Lock | Found::Way(_) => Vec::new(),
        }
    }

    /// What it means in this program, after this reply; what is neither a program nor a reply of it counts as not said.
    #[must_use]
    pub fn meaning(&self, program: Option<&str>, reply: Option<&str>, lang: Lang) -> Meaning {
        let words = words(lang);
        let mut known = numbered(words, &format!("seen-{}-known", self.id));
        if let Some(reply) = self.replies.iter().find(|one| Some(**one) == reply) {
            known.push(words.get(&format!("seen-{}-told-{reply}", self.id), &[]));
        }
        let chosen = self.found_in().into_iter().find(|one| Some(one.id.as_str()) == program);
        let told: Vec<Saying> = self.sayings().into_iter().filter(|one| chosen.is_none_or(|chosen| one.program == chosen)).collect();
        let mut todo: Vec<String> = self.recipient.iter().map(|id| remedy(id, "todo-recipient", words)).collect();
        todo.extend(self.sender.iter().map(|id| remedy(id, "todo-sender", words)));
        Meaning {
            heading: self.name(lang),
            known,
            unknown: numbered(words, &format!("seen-{}-unknown", self.id)),
            clients: self.displays(&told, chosen, words),
            todo,
            sources: sources(&told),
        }
    }

    fn displays(&self, told: &[Saying], chosen: Option<&'static Program>, words: &Words) -> Vec<String> {
        if matches!(self.found, Found::Lock) {
            return chosen.map_or_else(|| self.found_in(), |one| vec![one]).into_iter().filter_map(|one| lock_line(one, words)).collect();
        }
        told.iter().map(|one| line(one, words)).collect()
    }
}

/// The red lock in a program's own words.
fn lock_line(program: &Program, words: &Words) -> Option<String> {
    let red = locks().iter().find(|lock| lock.colour == "red")?;
    let own = if words.lang() == Lang::Ja { &red.ja } else { &red.en };
    let (first, second) = (own.first()?, own.get(1)?);
    let confidence = words.get("confidence-documented", &[]);
    let values = [
        ("program", spaced(name(program, words.lang()), words).into()),
        ("first", first.into()),
        ("second", second.into()),
        ("confidence", confidence.into()),
    ];
    Some(words.get("seen-lock-words", &values))
}

fn line(one: &Saying, words: &Words) -> String {
    let program = spaced(name(one.program, words.lang()), words);
    let status = words.get(&format!("seen-status-{}", one.status), &[]);
    let class = one.quote.evidence.class;
    let confidence = confidence_of(class, one.quote.shows == Shows::Unknown && class == Class::Own, words);
    let own = if words.lang() == Lang::Ja { &one.quote.ja } else { one.quote.en.as_ref().map_or(&one.quote.ja, |_| &one.quote.en) };
    let common = [("program", program.into()), ("status", status.into()), ("confidence", confidence.into())];
    match own {
        Some(own) => words.get("seen-says", &[&common[..], &[("words", own.into())]].concat()),
        None => {
            let shows = words.get(&format!("shows-{}", one.quote.shows.word()), &[]);
            words.get("seen-says-quiet", &[&common[..], &[("shows", shows.into())]].concat())
        }
    }
}

/// Each source once.
fn sources(told: &[Saying]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for evidence in told.iter().map(|one| &one.quote.evidence).filter(|evidence| evidence.class != Class::Own) {
        let text = format!("{} ({})", evidence.source, evidence.date);
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

fn name(program: &Program, lang: Lang) -> &str {
    if lang == Lang::Ja { &program.ja } else { &program.en }
}

/// Japanese has a space between Latin letters and what follows.
fn spaced(name: &str, words: &Words) -> String {
    let latin = words.lang() == Lang::Ja && name.ends_with(|letter: char| letter.is_ascii_alphanumeric());
    format!("{name}{}", if latin { " " } else { "" })
}

/// Sentences of one name, numbered from 1.
fn numbered(words: &Words, name: &str) -> Vec<String> {
    (1..).map_while(|number| words.find(&format!("{name}-{number}"), &[])).collect()
}
