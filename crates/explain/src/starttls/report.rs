//! The report as a document: who need do nothing first, then who still uses STARTTLS, since when and with what.

use std::collections::BTreeMap;

use super::stage::Stage;
use super::survey::{Account, Standing, Survey, program_name};
use crate::document::{Document, Item, Table};
use crate::lang::Lang;
use crate::moment::{day, written};
use crate::sentence::shown;
use crate::words::{Value, Words, words};

/// The report.
#[must_use]
pub fn document(survey: &Survey, lang: Lang) -> Document {
    let words = words(lang);
    let count = |standing| survey.standing(standing).count();
    let since = survey.since.map_or_else(|| words.get("starttls-since-never", &[]), |moment| day(moment, lang));
    let facts: [(&str, Value<'_>); 5] = [
        ("day", written(survey.now, lang).into()),
        ("since", since.into()),
        ("days", survey.days.into()),
        ("nothing", count(Standing::Nothing).saturating_add(count(Standing::Moved)).into()),
        ("still", count(Standing::Still).into()),
    ];
    let say = |name: &str| words.get(name, &facts);
    let mut page = Document::new(lang, say("starttls-title"));
    page.lead =
        vec![say("starttls-lead-nothing"), say(if count(Standing::Still) == 0 { "starttls-lead-none" } else { "starttls-lead-still" })];
    for standing in [Standing::Still, Standing::Quiet] {
        let rows: Vec<&Account> = survey.standing(standing).collect();
        page.add(heading(standing, rows.len(), words), table(&rows, words));
    }
    page.add(say("starttls-by-program"), by_program(survey, words));
    for standing in [Standing::Moved, Standing::Nothing, Standing::Silent] {
        let names: Vec<String> = survey.standing(standing).map(|account| shown(&account.name)).collect();
        let items = vec![Item::Text(words.get(&format!("starttls-{}-text", standing.word()), &[])), Item::Points(names.clone())];
        page.fold(heading(standing, names.len(), words), if names.is_empty() { Vec::new() } else { items });
    }
    page.foot = vec![say("starttls-foot-tells"), say("starttls-foot-content"), say("starttls-foot-since")];
    page
}

fn heading(standing: Standing, count: usize, words: &Words) -> String {
    words.get(&format!("starttls-{}", standing.word()), &[("count", count.into())])
}

/// A row for each program of each account.
fn table(accounts: &[&Account], words: &Words) -> Vec<Item> {
    let lang = words.lang();
    let mut rows = Vec::new();
    for account in accounts {
        let told: Vec<String> = account.told.iter().map(|(stage, at)| told(*stage, day(*at, lang), words)).collect();
        for one in account.in_clear() {
            let program = match &one.said {
                Some(said) => words
                    .get("starttls-program-said", &[("program", program_name(&one.program, lang).into()), ("said", shown(said).into())]),
                None => program_name(&one.program, lang),
            };
            rows.push(vec![
                shown(&account.name),
                program,
                day(one.first, lang),
                day(one.last, lang),
                if told.is_empty() { words.get("starttls-told-nothing", &[]) } else { told.join(", ") },
                one.port.to_string(),
                one.sessions.to_string(),
            ]);
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let head =
        ["account", "program", "first", "last", "told", "port", "sessions"].map(|name| words.get(&format!("starttls-column-{name}"), &[]));
    vec![Item::Table(Table { head: head.into(), rows, numbers: Some(5) })]
}

fn told(stage: Stage, day: String, words: &Words) -> String {
    let stage = words.get(&format!("starttls-stage-{}", stage.word()), &[]);
    words.get("starttls-told", &[("stage", stage.into()), ("day", day.into())])
}

/// How many of those accounts use what: where a guide helps most.
fn by_program(survey: &Survey, words: &Words) -> Vec<Item> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for account in survey.standing(Standing::Still) {
        let mut programs: Vec<&str> = account.in_clear().into_iter().map(|one| one.program.as_str()).collect();
        programs.sort_unstable();
        programs.dedup();
        programs.into_iter().for_each(|program| *counts.entry(program).or_default() += 1);
    }
    if counts.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(&str, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rows = all.into_iter().map(|(program, count)| vec![program_name(program, words.lang()), count.to_string()]).collect();
    let head = ["program", "accounts"].map(|name| words.get(&format!("starttls-column-{name}"), &[]));
    vec![Item::Table(Table { head: head.into(), rows, numbers: Some(1) })]
}
