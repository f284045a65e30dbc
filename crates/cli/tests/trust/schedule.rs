//! What root programs have announced.

use crate::{done, json, kakitome};

#[test]
fn announcements_have_a_day_a_program_and_a_source() {
    let home = tempfile::tempdir().unwrap();
    let told = json(&kakitome(home.path(), ["trust", "schedule", "--all", "--json"]));
    let events = told["events"].as_array().unwrap();
    assert_eq!(told["schema"], "kakitome.schedule/1");
    assert!(events.len() >= 15, "{}", events.len());
    assert!(events.windows(2).all(|pair| pair[0]["day"].as_str() <= pair[1]["day"].as_str()));
    assert!(events.iter().all(|event| event["source"].as_str().is_some_and(|source| source.starts_with("https://"))));
    // Mozilla's five days, with the 45 roots that were named
    let waves: Vec<_> = events.iter().filter(|event| event["change"] == "mozilla-distrust-after").collect();
    assert_eq!(
        waves.iter().map(|wave| wave["day"].as_str().unwrap()).collect::<Vec<_>>().join(" "),
        "2028-04-15 2029-04-15 2030-04-15 2031-04-15 2032-04-15"
    );
    assert_eq!(waves.iter().map(|wave| wave["roots"].as_array().unwrap().len()).sum::<usize>(), 45);
    // only what Microsoft disables or removes touches mail that is already signed
    let old: Vec<_> = events.iter().filter(|event| event["old_mail"] == true).map(|event| event["change"].as_str().unwrap()).collect();
    assert_eq!(
        old,
        ["microsoft-disable", "microsoft-remove", "microsoft-disable", "microsoft-disable", "microsoft-remove"],
        "August 2025, April 2026, August 2026"
    );
}

#[test]
fn one_root_one_program_one_span() {
    let home = tempfile::tempdir().unwrap();
    let ask = |more: &[&str]| kakitome(home.path(), ["trust", "schedule"].iter().chain(more));
    // Security Communication RootCA2, by hash in capitals with colons, and by name
    for root in ["51:3B:2C:EC:B8:10", "security communication rootca2"] {
        let told = json(&ask(&["--root", root, "--from", "2026-01-01", "--json"]));
        let days: Vec<_> = told["events"].as_array().unwrap().iter().map(|event| event["day"].as_str().unwrap().to_owned()).collect();
        assert_eq!(days, ["2030-04-15"], "{root}");
    }
    let apple = json(&ask(&["--program", "apple", "--from", "2027-01-01", "--until", "2027-12-31", "--json"]));
    assert_eq!(apple["events"].as_array().unwrap().len(), 2);
    let none = ask(&["--root", "no such root"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stdout).contains("Nothing is announced"));
}

#[test]
fn it_is_said_in_both_languages() {
    let home = tempfile::tempdir().unwrap();
    let english = done(&kakitome(home.path(), ["trust", "schedule", "--all"]));
    assert!(english.contains("18 years after their keys were made") && english.contains("Source: https://"), "{english}");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .args(["trust", "schedule", "--all", "--lang", "ja"])
        .env("KAKITOME_HOME", home.path())
        .output()
        .unwrap();
    let japanese = String::from_utf8(output.stdout).unwrap();
    assert!(japanese.contains("鍵の生成から18年") && japanese.contains("出典: https://"), "{japanese}");
    // a change without a sentence would be shown by its id
    for text in [english, japanese] {
        assert!(!text.contains("trust-change-") && !text.contains("trust-program-"), "{text}");
    }
}
