//! Without a file: every sight has its sentences in both languages, comes from the rules of the programs, and keeps to the tone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_clients::{programs, sayings};
use kakitome_explain::seen::{Meaning, saving, sight, sights};
use kakitome_explain::{Lang, words};

/// Words of alarm and of false comfort (glossary, section 4).
const BARRED: [&str; 11] =
    ["危険", "警告!", "偽物", "不正なメール", "安全です", "問題ありません", "心配ありません", "安心して", "!", "電子書留", "取り消しされ"];

fn lines(meaning: &Meaning) -> Vec<&String> {
    [&meaning.known, &meaning.unknown, &meaning.clients, &meaning.todo].into_iter().flatten().collect()
}

fn every(mut look: impl FnMut(&str, &Meaning, Lang)) {
    for lang in Lang::ALL {
        for one in sights() {
            let mut programs: Vec<Option<&str>> = vec![None];
            programs.extend(one.programs(lang).iter().map(|(id, _)| Some(*id)));
            for program in programs {
                for reply in [None, Some(one.replies[0]), Some(one.replies[1])] {
                    look(one.id, &one.meaning(program, reply, lang), lang);
                }
            }
        }
    }
}

#[test]
fn no_sentence_is_missing_and_none_alarms_or_comforts() {
    every(|id, meaning, lang| {
        let all = lines(meaning);
        assert!(!meaning.known.is_empty() && !meaning.unknown.is_empty() && !meaning.todo.is_empty(), "{id}");
        for line in all {
            assert!(!line.contains('⟨') && !line.contains("{$"), "{id}: {line}");
            assert!(lang == Lang::En || !BARRED.iter().any(|word| line.contains(word)), "{id}: {line}");
        }
        assert!(meaning.known.len() <= 6 && meaning.unknown.len() <= 6, "{id}: six sentences to a part");
    });
}

#[test]
fn what_programs_show_comes_from_their_rules() {
    for one in sights() {
        let told = one.meaning(None, None, Lang::Ja).clients;
        assert!(!one.programs(Lang::Ja).is_empty(), "{}", one.id);
        // 「経由」 is about the way: no rule of a signature leads to it
        assert_eq!(told.is_empty(), one.id == "via", "{}: {told:?}", one.id);
        assert!(told.iter().all(|line| line.contains('[') && line.contains(']')), "each with what it rests on: {told:?}");
    }
    let revoked = sight("revoked").unwrap();
    let outlook = revoked.meaning(Some("outlook-classic"), Some("2016"), Lang::Ja);
    assert_eq!(outlook.clients.len(), 2, "revoked, or a root without the purpose: {:?}", outlook.clients);
    assert!(outlook.known.iter().any(|line| line.contains("1月25日")));
    assert!(outlook.sources.iter().any(|source| source.contains("ALERT1958")));
}

#[test]
fn who_is_sent_to_the_sender_is_told_which_number_to_use() {
    every(|id, meaning, lang| {
        for line in &meaning.todo {
            let sends = line.contains(if lang == Lang::Ja { "送信元にお確かめ" } else { "Ask the sender before" });
            let which = if lang == Lang::Ja { "このメールに書かれた番号ではなく" } else { "not one from this mail" };
            assert!(!sends || line.contains(which), "{id}: {line}");
        }
    });
}

#[test]
fn every_situation_of_a_program_has_a_name() {
    for lang in Lang::ALL {
        for one in programs().iter().flat_map(sayings) {
            assert!(words(lang).has(&format!("seen-status-{}", one.status)), "{}", one.status);
        }
    }
}

#[test]
fn a_name_that_is_none_is_not_said() {
    let one = sight("p7s").unwrap();
    assert_eq!(one.meaning(Some("mutt"), Some("maybe"), Lang::En), one.meaning(None, None, Lang::En));
    assert!(sight("nothing").is_none());
}

#[test]
fn every_program_of_today_has_a_way_or_says_that_it_has_none() {
    for lang in Lang::ALL {
        let all = saving(lang);
        assert_eq!(all.len(), 14);
        assert!(all.iter().all(|one| !one.how.contains('⟨')));
    }
    assert!(saving(Lang::Ja).iter().any(|one| one.can == Some(false)) && saving(Lang::Ja).iter().any(|one| one.can.is_none()));
}
