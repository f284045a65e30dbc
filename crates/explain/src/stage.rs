//! January 2016 in words: what a machine with these switches shows and why, what happened as a notice tells it (glossary, section 4), and
//! the scene as one picture. Also the pages of the mails to try with. Everything is computed in crate clients; nobody is blamed.

mod scene;

use kakitome_clients::example_root;
use kakitome_clients::stage::{Choice, Day, Scene, Table};
use kakitome_pki::EmailState;
use kakitome_smime::Verdict;

use crate::lang::Lang;
use crate::moment;
use crate::page::{self, Page, Subject};
use crate::picture::{View, program_view};
use crate::words::{Value, Words, words};

/// One program on the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Screen {
    /// Its name.
    pub program: String,
    /// How it looks, as SVG.
    pub picture: String,
    /// What it shows, and what that rests on.
    pub says: String,
}

/// What is told of a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// The result in one sentence.
    pub sum: String,
    /// Nothing changes under these conditions.
    pub good: bool,
    /// Why.
    pub why: String,
    /// The programs.
    pub screens: Vec<Screen>,
    /// The explanation for a Windows machine with these switches.
    pub page: Page,
}

/// A heading with what stands below it; more than one line is a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The heading.
    pub heading: String,
    /// The lines.
    pub lines: Vec<String>,
}

/// What is told of a scene.
#[must_use]
pub fn told(scene: &Scene, choice: Choice, table: &Table, lang: Lang) -> Told {
    let words = words(lang);
    let good = scene.report.verdict() == Verdict::Valid;
    let screens = scene.shown.iter().filter_map(|one| {
        let case = one.usual()?;
        let name = if lang == Lang::Ja { &one.program.ja } else { &one.program.en };
        let picture = program_view(&View::of_case(one.program, case, lang), lang);
        Some(Screen { program: name.clone(), picture, says: page::case_line(case, words) })
    });
    let old = [("old", Value::from(&table.old.name))];
    Told {
        sum: words.get(sum(scene), &[]),
        good,
        why: words.get(why(scene, choice, table), &old),
        screens: screens.collect(),
        page: page_of(scene, choice.updates, lang),
    }
}

fn sum(scene: &Scene) -> &'static str {
    match scene.report.verdict() {
        Verdict::Valid => "stage-sum-good",
        _ if scene.troubles.is_empty() => "stage-sum-absent",
        _ => "stage-sum-off",
    }
}

/// The one reason, read from what was computed and from the switches.
fn why(scene: &Scene, choice: Choice, table: &Table) -> &'static str {
    let is_off = |day: &Day| day.old != EmailState::Ok;
    let repaired = table.days.iter().take(choice.day).any(is_off);
    match scene.report.verdict() {
        Verdict::Valid if !choice.cross && !choice.newer_root => "stage-why-fetched",
        Verdict::Valid if choice.newer_root => "stage-why-newer",
        Verdict::Valid if !choice.updates => "stage-why-not-updated",
        Verdict::Valid if repaired => "stage-why-repaired",
        Verdict::Valid => "stage-why-19",
        _ if scene.troubles.is_empty() => "stage-why-absent",
        _ => "stage-why-off",
    }
}

/// The explanation of a scene, as of any mail; a machine that no update reaches was judged by no list.
#[must_use]
pub fn page_of(scene: &Scene, updates: bool, lang: Lang) -> Page {
    let lists = if updates { vec![scene.list.title()] } else { Vec::new() };
    let subject = Subject {
        report: &scene.report,
        shown: &scene.shown,
        // the way of a mail that nobody sent
        journey: None,
        troubles: &scene.troubles,
        lists: &lists,
        only: &[],
        replayed: true,
        promise: None,
    };
    page::build(&subject, lang)
}

/// As whose word the good and the altered mail are explained.
#[must_use]
pub fn example_note(lang: Lang) -> String {
    let root = example_root().map(|root| root.subject().common_name().unwrap_or_default()).unwrap_or_default();
    words(lang).get("sample-trusted", &[("root", root.into())])
}

/// What happened, in the order of a notice.
#[must_use]
pub fn story(table: &Table, lang: Lang) -> Vec<Part> {
    let words = words(lang);
    let names = [("old", Value::from(&table.old.name)), ("new", Value::from(&table.new.name))];
    let part = |name: &str| {
        let text = |end: &str| words.find(&format!("stage-story-{name}-{end}"), &names);
        let lines = text("text").map_or_else(|| ["1", "2", "3", "4"].into_iter().filter_map(text).collect(), |text| vec![text]);
        Part { heading: words.get(&format!("stage-story-{name}"), &[]), lines }
    };
    ["event", "cause", "who", "recipient", "sender", "over"].map(part).into()
}

/// The data behind it, edition by edition.
#[must_use]
pub fn facts(table: &Table, lang: Lang) -> Vec<String> {
    let words = words(lang);
    let mut all = vec![words.get("stage-facts-text", &[("notice", (&table.notice).into())])];
    all.extend(table.days.iter().map(|day| {
        let values = [
            ("day", day_name(day, words).into()),
            ("sequence", (&day.sequence).into()),
            ("produced", moment::written(day.produced, lang).into()),
            ("entries", day.entries.into()),
            ("old", (&table.old.name).into()),
            ("state", day.old.word().into()),
        ];
        words.get("stage-facts-edition", &values)
    }));
    all
}

fn day_name(day: &Day, words: &Words) -> String {
    words.get(&format!("stage-day-{}", day.id), &[])
}

/// The scene as one picture to keep: day, switches, result, the programs side by side.
#[must_use]
pub fn picture(told: &Told, choice: Choice, table: &Table, lang: Lang) -> String {
    let words = words(lang);
    let switch = |on: bool, what: &str| {
        let what = words.get(&format!("stage-short-{what}"), &[]);
        words.get(if on { "stage-with" } else { "stage-without" }, &[("what", what.into())])
    };
    let switches = [switch(choice.cross, "cross"), switch(choice.newer_root, "newer"), switch(choice.updates, "updates")];
    let day = table.days.get(choice.day).map(|day| day_name(day, words)).unwrap_or_default();
    let pictures: Vec<&str> = told.screens.iter().map(|screen| screen.picture.as_str()).collect();
    let conditions = switches.join(&words.get("and", &[]));
    let values = [("day", (&day).into()), ("conditions", (&conditions).into()), ("sum", (&told.sum).into())];
    let label = words.get("stage-picture-label", &values);
    let year = words.get("stage-picture-day", &[("day", day.into())]);
    scene::drawn(&[year, conditions, told.sum.clone()], &pictures, &label, lang)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use kakitome_clients::stage::{play, table};

    use super::*;

    fn all(mut look: impl FnMut(Choice, &Told, &str)) {
        for lang in Lang::ALL {
            for bits in 0..32 {
                let choice = Choice { day: bits >> 3, cross: bits & 1 == 1, newer_root: bits & 2 == 2, updates: bits & 4 == 4 };
                let told = told(&play(choice).unwrap(), choice, table().unwrap(), lang);
                let picture = picture(&told, choice, table().unwrap(), lang);
                look(choice, &told, &picture);
            }
        }
    }

    #[test]
    fn every_scene_is_told_and_drawn() {
        all(|choice, told, picture| {
            let text = format!("{told:?}{picture}");
            assert!(!text.contains('⟨') && !text.contains("{$"), "{choice:?} {text}");
            assert_eq!(told.screens.len(), 8, "{choice:?}");
            assert_eq!(picture.matches("program-view").count(), 8);
            assert!(!picture.contains("style=") && !picture.contains("<script"));
        });
    }

    #[test]
    fn the_reason_fits_the_switches() {
        let table = table().unwrap();
        let reason = |day, cross, newer_root, updates| {
            let choice = Choice { day, cross, newer_root, updates };
            why(&play(choice).unwrap(), choice, table)
        };
        assert_eq!(reason(0, true, false, true), "stage-why-19");
        assert_eq!(reason(1, true, false, true), "stage-why-off");
        assert_eq!(reason(1, true, true, true), "stage-why-newer");
        assert_eq!(reason(1, true, false, false), "stage-why-not-updated");
        assert_eq!(reason(1, false, false, true), "stage-why-fetched");
        assert_eq!(reason(1, false, false, false), "stage-why-absent");
        assert_eq!(reason(2, true, false, true), "stage-why-repaired");
        assert_eq!(reason(3, true, false, true), "stage-why-repaired");
    }

    #[test]
    fn the_hit_machine_reads_what_the_glossary_says() {
        let table = table().unwrap();
        let told = told(&play(Choice::HIT).unwrap(), Choice::HIT, table, Lang::Ja);
        assert_eq!(told.page.heading, "この環境では、証明書が電子メール用として信頼されていません");
        assert!(told.page.known.iter().any(|line| line.contains("クロスルート証明書")), "{:?}", told.page.known);
        assert!(told.page.later.iter().any(|line| line.contains("2016年1月25日")), "{:?}", told.page.later);
        let story = story(table, Lang::Ja);
        assert_eq!(story.len(), 6);
        assert_eq!(story[2].lines.len(), 4);
        assert_eq!(facts(table, Lang::Ja).len(), 5);
    }
}
