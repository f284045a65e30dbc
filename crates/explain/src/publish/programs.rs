//! Mail programs in groups, as a reader who has one of them looks for it: those that show the signature as good, those that show
//! something else of it, those in which nothing can be checked, and those of which nothing is known.

use kakitome_clients::{Shown, Shows};

use crate::document::{Fact, Item};
use crate::lang::Lang;
use crate::page::program_row;
use crate::words::Words;

/// The groups in the order in which they are told.
const GROUPS: [&str; 4] = ["good", "other", "none", "unknown"];

/// The group of a program, by what it usually shows.
pub(super) fn group(shown: &Shown) -> &'static str {
    match shown.usual().map(|case| case.shows) {
        Some(Shows::Trusted) => "good",
        Some(Shows::Warning | Shows::Invalid) => "other",
        Some(Shows::Attachment | Shows::Unsigned | Shows::Unreadable) => "none",
        Some(Shows::Unknown) | None => "unknown",
    }
}

/// All programs with what they show, group by group.
pub(super) fn items(all: &[Shown], words: &Words) -> Vec<Item> {
    let mut items = Vec::new();
    for name in GROUPS {
        let of: Vec<&Shown> = all.iter().filter(|one| group(one) == name).collect();
        if of.is_empty() {
            continue;
        }
        items.push(Item::Heading(words.get(&format!("publish-group-{name}"), &[])));
        items.push(Item::Facts(of.into_iter().map(|one| fact(one, words)).collect()));
    }
    items
}

/// A program and what it shows, case by case.
pub(super) fn fact(one: &Shown, words: &Words) -> Fact {
    let row = program_row(one, words);
    Fact::plain(row.program, row.cases.join("\n"))
}

/// A program in one entry: its name, and a line for each case.
pub(super) fn line(one: &Shown, words: &Words) -> String {
    let row = program_row(one, words);
    match row.cases.as_slice() {
        [only] => words.get("page-row", &[("program", (&row.program).into()), ("text", only.into())]),
        several => std::iter::once(row.program.clone()).chain(several.iter().cloned()).collect::<Vec<_>>().join("\n"),
    }
}

/// Its name.
pub(super) fn name(one: &Shown, words: &Words) -> String {
    match words.lang() {
        Lang::Ja => one.program.ja.clone(),
        Lang::En => one.program.en.clone(),
    }
}
