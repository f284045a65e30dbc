//! The page of a notice: who need do nothing stands at the top; then 事象, 原因, 対象, what recipients and senders can do with its price,
//! ご注意, 確認済みの組み合わせ, 更新履歴, お問い合わせ先.

use kakitome_clients::notice::{Both, Confirmed, Contact, Notice, Remedy, Version};

use super::chosen::chosen;
use crate::document::{Document, Fact, Item, Table};
use crate::lang::Lang;
use crate::moment;
use crate::sentence::harmless;
use crate::words::{Words, words};

/// The page.
#[must_use]
pub fn document(notice: &Notice, lang: Lang) -> Document {
    let words = words(lang);
    let say = |name: &str| words.get(name, &[]);
    let text = |both: &Both| chosen(both, words).map(|text| harmless(&text));
    let mut page = Document::new(lang, text(&notice.title).unwrap_or_default());
    page.terms = true;
    page.badge = Some(say(&format!("notice-state-{}", notice.state().word())));
    page.lead = vec![
        words.get("notice-updated", &[("at", moment::in_both_zones(notice.updated(), lang).into())]),
        say(&format!("notice-now-{}", notice.state().word())),
    ];
    let list = |of: fn(&Version) -> &Vec<Both>| newest(notice, of).iter().filter_map(text).collect::<Vec<String>>();
    let (conditions, unaffected) = (list(|version| &version.conditions), list(|version| &version.unaffected));
    let mut first = vec![Item::Text(say("notice-nothing-to-do")), Item::Points(conditions.clone())];
    if !unaffected.is_empty() {
        first.extend([Item::Text(say("notice-unaffected")), Item::Points(unaffected)]);
    }
    page.add(say("notice-nobody"), first);
    let prose =
        |of: fn(&Version) -> &Both| notice.newest(|version| Some(of(version)).filter(|both| **both != Both::default())).and_then(text);
    page.add(say("notice-phenomenon"), prose(|version| &version.phenomenon).map(Item::Text).into_iter().collect());
    page.add(say("notice-cause"), prose(|version| &version.cause).map(Item::Text).into_iter().collect());
    page.add(say("notice-conditions"), vec![Item::Text(say("notice-all-hold")), Item::Steps(conditions)]);
    let remedies = |of: fn(&Version) -> &Vec<Remedy>| remedies_of(newest(notice, of), words);
    page.add(say("notice-recipient"), remedies(|version| &version.recipient));
    page.add(say("notice-sender"), remedies(|version| &version.sender));
    let mut cautions = list(|version| &version.cautions);
    cautions.push(say("notice-caution-number"));
    page.add(say("notice-cautions"), vec![Item::Points(cautions)]);
    page.add(say("notice-confirmed"), confirmed(newest(notice, |version| &version.confirmed), words));
    page.add(say("notice-history"), vec![Item::Points(notice.versions().iter().map(|version| history(version, words)).collect())]);
    page.add(say("notice-contact"), contact(&notice.contact, words));
    page
}

/// The list of the newest version that has one.
fn newest<T>(notice: &Notice, of: fn(&Version) -> &Vec<T>) -> &[T] {
    notice.newest(|version| Some(of(version).as_slice()).filter(|all| !all.is_empty())).unwrap_or_default()
}

/// What to do and its price, in one entry; nothing to do is said.
fn remedies_of(all: &[Remedy], words: &Words) -> Vec<Item> {
    let line = |remedy: &Remedy| {
        let text = |both: &Both| chosen(both, words).map(|text| harmless(&text)).unwrap_or_default();
        words.get("notice-remedy", &[("do", text(&remedy.todo).into()), ("price", text(&remedy.price).into())])
    };
    if all.is_empty() {
        return vec![Item::Text(words.get("notice-no-remedy", &[]))];
    }
    vec![Item::Points(all.iter().map(line).collect())]
}

fn confirmed(all: &[Confirmed], words: &Words) -> Vec<Item> {
    if all.is_empty() {
        return vec![Item::Text(words.get("notice-none-confirmed", &[]))];
    }
    let row = |one: &Confirmed| {
        let seen = chosen(&one.seen, words).unwrap_or_default();
        vec![harmless(&one.os), harmless(&one.program), moment::day_of(&one.date, words.lang()), harmless(&seen)]
    };
    let head = ["notice-os", "notice-program", "notice-day", "notice-seen"].map(|name| words.get(name, &[])).into();
    vec![Item::Table(Table { head, rows: all.iter().map(row).collect(), numbers: None })]
}

/// One version: when, how things stood, what was new.
pub(super) fn history(version: &Version, words: &Words) -> String {
    let values = [
        ("at", moment::in_both_zones(version.at, words.lang()).into()),
        ("state", words.get(&format!("notice-state-{}", version.state.word()), &[]).into()),
        ("summary", harmless(&chosen(&version.summary, words).unwrap_or_default()).into()),
    ];
    words.get("notice-version", &values)
}

fn contact(contact: &Contact, words: &Words) -> Vec<Item> {
    let mut facts = Vec::new();
    let mut add = |name: &str, value: Option<String>, exact: bool| {
        facts.extend(value.map(|value| Fact { name: words.get(name, &[]), value: harmless(&value), exact }));
    };
    add("notice-desk", chosen(&contact.name, words), false);
    add("notice-page", contact.page.clone(), true);
    add("notice-mail", contact.mail.clone(), true);
    add("notice-phone", contact.phone.clone(), true);
    add("notice-hours", chosen(&contact.hours, words), false);
    if facts.is_empty() { Vec::new() } else { vec![Item::Facts(facts)] }
}
