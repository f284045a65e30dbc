//! A notice as a file: read with the line of every fault and what to write instead, and written so that people like to edit it.

use std::fmt::Write;

use kakitome_pki::UnixTime;
use serde::Deserialize;
use toml::Spanned;

use super::model::{Both, Confirmed, Contact, Notice, Remedy, State, Version};
use crate::error::Error;
use crate::toml_file::{Place, day, free_text, mail_address, moment, read};

/// Longest file: a notice that somebody reads has some ten thousand.
pub const MOST_BYTES: u64 = 1 << 20;

/// How such a file is called in errors.
const WHAT: &str = "notice";
/// Longest text of one part, in characters.
const LONGEST: usize = 4000;
/// Longest name of a notice; it is part of addresses.
const LONGEST_ID: usize = 64;

/// What a reader must not see: a draft's blank that nobody filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: Spanned<Text>,
    #[serde(default)]
    contact: Option<Spanned<ContactText>>,
    version: Vec<Spanned<VersionText>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Text {
    ja: Option<String>,
    en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactText {
    name: Option<Text>,
    page: Option<String>,
    mail: Option<String>,
    phone: Option<String>,
    hours: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    at: Spanned<String>,
    state: Spanned<String>,
    summary: Spanned<Text>,
    phenomenon: Option<Spanned<Text>>,
    cause: Option<Spanned<Text>>,
    #[serde(default)]
    unaffected: Vec<Spanned<Text>>,
    #[serde(default)]
    condition: Vec<Spanned<Text>>,
    #[serde(default)]
    recipient: Vec<Spanned<RemedyText>>,
    #[serde(default)]
    sender: Vec<Spanned<RemedyText>>,
    #[serde(default)]
    caution: Vec<Spanned<Text>>,
    #[serde(default)]
    confirmed: Vec<Spanned<ConfirmedText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemedyText {
    r#do: Text,
    price: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmedText {
    os: String,
    program: String,
    date: String,
    seen: Text,
}

impl Notice {
    /// A notice from its file.
    ///
    /// # Errors
    /// It cannot be read, or something is missing or not as it must be; the error names the line and what to write.
    pub fn read(text: &str) -> Result<Self, Error> {
        let file: File = read(WHAT, text)?;
        let reader = Reader { text };
        reader.id(&file.id)?;
        let title = reader.both("title", &file.title)?;
        let contact = file.contact.map(|contact| reader.contact(contact)).transpose()?.unwrap_or_default();
        let mut versions = file.version.into_iter().map(|one| reader.version(one)).collect::<Result<Vec<_>, _>>()?;
        if versions.is_empty() {
            return Err(Place::none(WHAT).error("there is no [[version]]: write one with at, state and summary".to_owned()));
        }
        versions.sort_by_key(|version| std::cmp::Reverse(version.at));
        if let Some([one, _]) = versions.array_windows().find(|[one, other]| one.at == other.at) {
            return Err(Place::none(WHAT).error(format!("two versions have the same moment {}: at tells them apart", one.at)));
        }
        let notice = Self { id: file.id.into_inner(), title, contact, versions };
        let has = |is: fn(&Version) -> bool| notice.versions.iter().any(is);
        for (name, there) in [
            ("phenomenon", has(|version| version.phenomenon != Both::default())),
            ("cause", has(|version| version.cause != Both::default())),
            ("condition", has(|version| !version.conditions.is_empty())),
        ] {
            if !there {
                return Err(Place::none(WHAT).error(format!("no version says anything of {name}: readers need it")));
            }
        }
        Ok(notice)
    }

    /// Blanks of a draft that nobody filled in yet: they stand in 【】.
    #[must_use]
    pub fn blanks(text: &str) -> Vec<Fault> {
        let lines = (1..).zip(text.lines());
        let blank = |line: &str| line.split_once('【').and_then(|(_, rest)| rest.split_once('】')).map(|(inside, _)| inside.to_owned());
        lines
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .filter_map(|(line, text)| Some(Fault { line, text: blank(text)? }))
            .collect()
    }

    /// As a file.
    #[must_use]
    pub fn written(&self) -> String {
        let mut out = format!("id = {}\n", quoted(&self.id));
        table(&mut out, "title", &self.title);
        let contact = &self.contact;
        if *contact != Contact::default() {
            out.push_str("\n[contact]\n");
            inline(&mut out, "name", &contact.name);
            for (name, value) in [("page", &contact.page), ("mail", &contact.mail), ("phone", &contact.phone)] {
                value.iter().for_each(|value| plain(&mut out, name, value));
            }
            inline(&mut out, "hours", &contact.hours);
        }
        self.versions.iter().for_each(|version| version.write(&mut out));
        out
    }
}

impl Version {
    fn write(&self, out: &mut String) {
        out.push_str("\n[[version]]\n");
        plain(out, "at", &self.at.to_string());
        plain(out, "state", self.state.word());
        inline(out, "summary", &self.summary);
        inline(out, "phenomenon", &self.phenomenon);
        inline(out, "cause", &self.cause);
        for (name, list) in [("unaffected", &self.unaffected), ("condition", &self.conditions), ("caution", &self.cautions)] {
            for text in list {
                table_of(out, name);
                pair(out, text);
            }
        }
        for (name, list) in [("recipient", &self.recipient), ("sender", &self.sender)] {
            for remedy in list {
                table_of(out, name);
                inline(out, "do", &remedy.todo);
                inline(out, "price", &remedy.price);
            }
        }
        for one in &self.confirmed {
            table_of(out, "confirmed");
            plain(out, "os", &one.os);
            plain(out, "program", &one.program);
            plain(out, "date", &one.date);
            inline(out, "seen", &one.seen);
        }
    }
}

fn table_of(out: &mut String, name: &str) {
    let _ = writeln!(out, "[[version.{name}]]");
}

fn table(out: &mut String, name: &str, text: &Both) {
    let _ = writeln!(out, "\n[{name}]");
    pair(out, text);
}

fn pair(out: &mut String, text: &Both) {
    for (name, value) in [("ja", &text.ja), ("en", &text.en)] {
        value.iter().for_each(|value| plain(out, name, value));
    }
}

fn plain(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name} = {}", quoted(value));
}

/// `name.ja = "…"`: dotted keys, so that a text stays on a line of its own.
fn inline(out: &mut String, name: &str, text: &Both) {
    for (lang, value) in [("ja", &text.ja), ("en", &text.en)] {
        value.iter().for_each(|value| plain(out, &format!("{name}.{lang}"), value));
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn place<T>(&self, value: &Spanned<T>) -> Place<'_> {
        Place::new(WHAT, self.text, value)
    }

    fn id(&self, id: &Spanned<String>) -> Result<(), Error> {
        let text = id.as_ref();
        let sound = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !text.is_empty() && text.len() <= LONGEST_ID && text.chars().all(sound) && !text.starts_with('-') {
            return Ok(());
        }
        let how = format!(
            "id: {:?} is no name: write small letters, digits and hyphens, at most {LONGEST_ID}",
            text.chars().take(80).collect::<String>()
        );
        Err(self.place(id).error(how))
    }

    fn both(&self, name: &str, text: &Spanned<Text>) -> Result<Both, Error> {
        both(&self.place(text), name, text.as_ref())
    }

    fn all(&self, name: &str, list: &[Spanned<Text>]) -> Result<Vec<Both>, Error> {
        list.iter().map(|text| self.both(name, text)).collect()
    }

    fn contact(&self, contact: Spanned<ContactText>) -> Result<Contact, Error> {
        let place = self.place(&contact);
        let optional = |name: &str, text: &Option<Text>| text.as_ref().map(|text| both(&place, name, text)).transpose();
        let known = contact.as_ref();
        for (name, value) in [("contact.page", &known.page), ("contact.phone", &known.phone)] {
            value.as_ref().map(|value| free_text(&place, name, value, 300)).transpose()?;
        }
        known.mail.as_ref().map(|mail| mail_address(&place, "contact.mail", mail)).transpose()?;
        let (name, hours) = (optional("contact.name", &known.name)?, optional("contact.hours", &known.hours)?);
        let known = contact.into_inner();
        Ok(Contact {
            name: name.unwrap_or_default(),
            page: known.page,
            mail: known.mail,
            phone: known.phone,
            hours: hours.unwrap_or_default(),
        })
    }

    fn version(&self, version: Spanned<VersionText>) -> Result<Version, Error> {
        let version = version.into_inner();
        let at: UnixTime = moment(&self.place(&version.at), "at", version.at.as_ref())?;
        let state = State::from_word(version.state.as_ref()).ok_or_else(|| {
            let words = State::ALL.map(State::word).join(", ");
            self.place(&version.state).error(format!("state: {:?} is none of {words}", version.state.as_ref()))
        })?;
        let optional = |name: &str, text: &Option<Spanned<Text>>| text.as_ref().map(|text| self.both(name, text)).transpose();
        Ok(Version {
            at,
            state,
            summary: self.both("summary", &version.summary)?,
            unaffected: self.all("unaffected", &version.unaffected)?,
            phenomenon: optional("phenomenon", &version.phenomenon)?.unwrap_or_default(),
            cause: optional("cause", &version.cause)?.unwrap_or_default(),
            conditions: self.all("condition", &version.condition)?,
            recipient: version.recipient.iter().map(|one| self.remedy("recipient", one)).collect::<Result<_, _>>()?,
            sender: version.sender.iter().map(|one| self.remedy("sender", one)).collect::<Result<_, _>>()?,
            cautions: self.all("caution", &version.caution)?,
            confirmed: version.confirmed.into_iter().map(|one| self.confirmed(one)).collect::<Result<_, _>>()?,
        })
    }

    fn remedy(&self, name: &str, remedy: &Spanned<RemedyText>) -> Result<Remedy, Error> {
        let place = self.place(remedy);
        let text = remedy.as_ref();
        let price = text.price.as_ref().ok_or_else(|| {
            place.error(format!("{name}: a remedy without its price: say in price what it costs, takes or makes less safe"))
        })?;
        Ok(Remedy { todo: both(&place, &format!("{name}.do"), &text.r#do)?, price: both(&place, &format!("{name}.price"), price)? })
    }

    fn confirmed(&self, one: Spanned<ConfirmedText>) -> Result<Confirmed, Error> {
        let place = self.place(&one);
        let known = one.as_ref();
        free_text(&place, "confirmed.os", &known.os, 200)?;
        free_text(&place, "confirmed.program", &known.program, 200)?;
        day(&place, "confirmed.date", &known.date)?;
        let seen = both(&place, "confirmed.seen", &known.seen)?;
        let known = one.into_inner();
        Ok(Confirmed { os: known.os, program: known.program, date: known.date, seen })
    }
}

fn both(place: &Place<'_>, name: &str, text: &Text) -> Result<Both, Error> {
    for (lang, value) in [("ja", &text.ja), ("en", &text.en)] {
        value.as_ref().map(|value| free_text(place, &format!("{name}.{lang}"), value, LONGEST)).transpose()?;
    }
    if text.ja.is_none() && text.en.is_none() {
        return Err(place.error(format!("{name} says nothing: write ja = \"…\" and en = \"…\"")));
    }
    Ok(Both { ja: text.ja.clone(), en: text.en.clone() })
}
