//! `kakitome starttls`: the report of what the gateway wrote down, and letters to those who still use STARTTLS, each account once in each
//! stage, through the next hop.

use std::path::PathBuf;
use std::process::Output;

use kakitome_store::{DoorUse, Millis, Store, Way};

use crate::real_mail::signed;
use crate::support::home::{Home, kakitome};
use crate::support::mails::SENDER;
use crate::support::sink::Sink;

const DAY: i64 = 86_400_000;
const SERVICE: &str =
    "[[mail-service]]\ndomain = \"example.jp\"\nname = \"見本ネット\"\nsmtp = \"smtp.example.jp\"\nimap = \"imap.example.jp\"\n";

fn used(account: &str, way: Way, program: &str, said: Option<&str>, first: i64, last: i64) -> DoorUse {
    let ago = |days: i64| Millis(Millis::now().0 - days * DAY);
    let port = if way == Way::Implicit { 465 } else { 587 };
    let said = said.map(str::to_owned);
    DoorUse { account: account.into(), way, port, program: program.into(), said, first: ago(first), last: ago(last), sessions: 3 }
}

/// A home in which the gateway has seen one account of every kind.
fn seen(sink: &Sink, more: &str) -> Home {
    let home = Home::new();
    home.configure(sink.address, &format!("{more}[watch]\nlists = []\nfrom = \"{SENDER}\"\n"));
    let uses = [
        used("good@example.jp", Way::Implicit, "thunderbird", None, 50, 0),
        used("becky@example.jp", Way::Starttls, "becky", Some("Becky! ver. 2.75.04 [ja]"), 40, 1),
        used("mute@example.jp", Way::Starttls, "unknown", None, 30, 2),
        used("formula@example.jp", Way::Starttls, "unknown", Some("=cmd|' /C calc'!A0"), 30, 2),
        used("moved@example.jp", Way::Starttls, "iphone", None, 60, 20),
        used("moved@example.jp", Way::Implicit, "iphone", None, 19, 0),
        used("other@elsewhere.jp", Way::Starttls, "becky", None, 5, 5),
        used("nobody", Way::Starttls, "becky", None, 5, 5),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&home.path().join("data/kakitome.db")).await.unwrap();
        store.keep_door_uses(&uses).await.unwrap();
        store.close().await;
    });
    home
}

fn starttls(home: &Home, words: &[&str]) -> Output {
    kakitome().arg("starttls").args(words).arg("--home").arg(home.path()).output().unwrap()
}

fn out(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A series whose days all lie around today.
fn series(home: &Home, announcement: i64, reminder: i64) -> PathBuf {
    let day = |ahead: i64| {
        let day = time::OffsetDateTime::now_utc() + time::Duration::days(ahead);
        day.date().to_string()
    };
    let file = home.scratch().join("series.toml");
    let text = format!(
        "id = \"starttls-test\"\nswitch-off = \"{off}\"\nlanguages = [\"ja\", \"en\"]\n[contact]\nja = \"サポート窓口 0120-000-000\"\nen = \"Support desk\"\n\
         [stages]\nannouncement = \"{}\"\nreminder = \"{}\"\nlast-call = \"{}\"\ndone = \"{off}\"\n",
        day(announcement),
        day(reminder),
        day(50),
        off = day(60),
    );
    std::fs::write(&file, text).unwrap();
    file
}

/// The text of a letter of ours, whatever was put around it by signing.
fn text(mail: &[u8]) -> String {
    use base64::Engine as _;
    let mail = String::from_utf8_lossy(mail).into_owned();
    let at = mail.find("Content-Transfer-Encoding: base64\r\n").unwrap();
    let begins = mail[at..].find("\r\n\r\n").unwrap() + at + 4;
    let lines: String = mail[begins..].lines().take_while(|line| !line.starts_with("--")).collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(lines).unwrap()).unwrap()
}

#[test]
fn the_report_tells_first_who_need_do_nothing_in_every_form() {
    let home = seen(&Sink::start(), SERVICE);
    let json: serde_json::Value = serde_json::from_slice(&starttls(&home, &["report", "--json"]).stdout).unwrap();
    assert_eq!(json["schema"], "kakitome.starttls-report/1");
    let standing: Vec<(&str, &str)> = json["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["account"].as_str().unwrap(), one["standing"].as_str().unwrap()))
        .collect();
    assert_eq!(
        standing,
        [
            ("becky@example.jp", "still"),
            ("formula@example.jp", "still"),
            ("good@example.jp", "nothing"),
            ("moved@example.jp", "moved"),
            ("mute@example.jp", "still"),
            ("nobody", "still"),
            ("other@elsewhere.jp", "still")
        ]
    );
    for (lang, first, still) in [
        ("en", "2 accounts need nothing", "Still use STARTTLS (5)"),
        ("ja", "対応の必要がないアカウント: 2 件", "STARTTLS を使っているアカウント(5 件)"),
    ] {
        let said = out(&starttls(&home, &["report", "--lang", lang]));
        let (at_first, at_still) =
            (said.find(first).unwrap_or_else(|| panic!("{said}")), said.find(still).unwrap_or_else(|| panic!("{said}")));
        assert!(at_first < at_still && said.contains("Becky! ver. 2.75.04 [ja]") && !said.contains('⟨') && !said.contains("{$"), "{said}");
        let page = home.scratch().join(format!("{lang}.html"));
        assert!(starttls(&home, &["report", "--lang", lang, "--html", page.to_str().unwrap()]).status.success());
        let page = std::fs::read_to_string(page).unwrap();
        assert!(page.find(first).unwrap() < page.find("becky@example.jp").unwrap() && !page.contains("<script"), "{page}");
        let csv = out(&starttls(&home, &["report", "--lang", lang, "--csv"]));
        assert_eq!((csv.starts_with('\u{feff}'), csv.matches("\r\n").count()), (lang == "ja", 9), "{csv}");
        // what a stranger wrote is no formula in a spreadsheet
        assert!(csv.contains("\"'=cmd|' /C calc'!A0\"") && !csv.contains(",=cmd"), "{csv}");
    }
    let none = starttls(&home, &["report", "--days", "1", "--json"]);
    let none: serde_json::Value = serde_json::from_slice(&none.stdout).unwrap();
    assert_eq!(none["accounts"][6]["standing"], "quiet");
}

#[test]
fn each_account_gets_each_stage_once_and_who_has_changed_gets_nothing() {
    let sink = Sink::start();
    let home = seen(&sink, SERVICE);
    let file = series(&home, -1, 20);
    let file = file.to_str().unwrap();
    // without --send nothing leaves
    let dry = out(&starttls(&home, &["notice", file]));
    assert!(
        dry.contains("2 accounts need nothing") && dry.contains("3 accounts get a letter") && dry.contains("becky@example.jp: Becky!"),
        "{dry}"
    );
    assert!(dry.contains("other@elsewhere.jp: no [[mail-service]]") && dry.contains("nobody: is no mail address"), "{dry}");
    assert!(sink.stays_empty());
    let shown = out(&starttls(&home, &["notice", file, "--show", "BECKY@example.jp"]));
    assert!(shown.contains("手順: Becky! Internet Mail") && shown.contains("ポート 465") && shown.contains("smtp.example.jp"), "{shown}");
    assert!(shown.find("対応の必要はありません").unwrap() < shown.find("記録からわかったこと").unwrap(), "{shown}");
    // nobody is asked by a script, and the day of a later stage has not come
    let unasked = starttls(&home, &["notice", file, "--send"]);
    assert_eq!(unasked.status.code(), Some(2), "{}", out(&unasked));
    let early = starttls(&home, &["notice", file, "--send", "--yes", "--stage", "reminder"]);
    assert!(early.status.code() == Some(2) && out(&early).contains("has not come"), "{}", out(&early));
    assert!(sink.stays_empty());

    let sent = starttls(&home, &["notice", file, "--send", "--yes", "--json"]);
    assert!(sent.status.success(), "{}", out(&sent));
    let told: serde_json::Value = serde_json::from_slice(&sent.stdout).unwrap();
    assert_eq!((&told["stage"], told["sent"].as_array().unwrap().len()), (&"announcement".into(), 3));
    for account in ["becky@example.jp", "formula@example.jp", "mute@example.jp"] {
        let mail = sink.next();
        assert_eq!((mail.rcpt_to.as_slice(), mail.mail_from.contains(SENDER)), (&[format!("<{account}>")][..], true), "{mail:?}");
        let head = String::from_utf8_lossy(&mail.bytes).into_owned();
        assert!(signed(&mail.bytes) && head.contains("Auto-Submitted: auto-generated\r\n"), "{head}");
        let text = text(&mail.bytes);
        assert!(
            text.contains(account) && text.contains("smtp.example.jp") && text.contains("サポート窓口") && text.contains("Support desk"),
            "{text}"
        );
        assert!(text.contains("There is nothing to do for whoever") && !text.contains('⟨') && !text.contains("{$"), "{text}");
        // the guide of the program that it uses, and of no other
        assert_eq!(text.contains("Becky! Internet Mail"), account.starts_with("becky"), "{text}");
        assert!(!text.contains("calc"), "{text}");
    }
    let again = starttls(&home, &["notice", file, "--send", "--yes"]);
    assert!(again.status.success() && out(&again).contains("becky@example.jp: has this letter already"), "{}", out(&again));
    assert!(sink.stays_empty());
    // the report knows it, and another stage is another letter
    assert!(out(&starttls(&home, &["report"])).contains("announcement ("), "{}", out(&starttls(&home, &["report"])));
    series(&home, -9, -1);
    let reminder = starttls(&home, &["notice", file, "--send", "--yes", "--account", "becky@example.jp"]);
    assert!(reminder.status.success(), "{}", out(&reminder));
    assert!(text(&sink.next().bytes).contains("We wrote to you"));
    assert!(sink.stays_empty());
}

#[test]
fn a_letter_that_was_not_taken_is_sent_the_next_time() {
    let refusing = Sink::with_answers(&[("EOD", "451 4.3.0 not now")]);
    let home = seen(&refusing, SERVICE);
    let file = series(&home, -1, 20);
    let file = file.to_str().unwrap();
    let sent = starttls(&home, &["notice", file, "--send", "--yes"]);
    assert_eq!(sent.status.code(), Some(2), "{}", out(&sent));
    assert!(out(&sent).contains("tried again the next time: 451 4.3.0 not now"), "{}", out(&sent));
    let sink = Sink::start();
    home.configure(sink.address, &format!("{SERVICE}[watch]\nlists = []\n"));
    let sent = starttls(&home, &["notice", file, "--send", "--yes"]);
    // its sender is no identity here
    assert!(sent.status.success() && out(&sent).contains("mute@example.jp: sent, not signed"), "{}", out(&sent));
    (0..3).for_each(|_| drop(sink.next()));
    assert!(sink.stays_empty());
}

#[test]
fn a_draft_has_blanks_that_only_people_can_fill() {
    let home = seen(&Sink::start(), "");
    let drafted = kakitome().args(["starttls", "draft"]).output().unwrap();
    let file = home.scratch().join("draft.toml");
    std::fs::write(&file, &drafted.stdout).unwrap();
    let refused = starttls(&home, &["notice", file.to_str().unwrap()]);
    assert!(refused.status.code() == Some(2) && out(&refused).contains("【"), "{}", out(&refused));
    let far = (time::OffsetDateTime::now_utc() + time::Duration::days(120)).date().to_string();
    let drafted = String::from_utf8(kakitome().args(["starttls", "draft", "--switch-off", &far]).output().unwrap().stdout).unwrap();
    assert!(drafted.contains(&format!("switch-off = \"{far}\"")) && drafted.contains("【whom to ask"), "{drafted}");
    std::fs::write(&file, &drafted).unwrap();
    assert!(out(&starttls(&home, &["notice", file.to_str().unwrap()])).contains("【"));
    // with everything filled in, what is missing is the service
    std::fs::write(&file, drafted.replace(['【', '】'], "")).unwrap();
    let refused = out(&starttls(&home, &["notice", file.to_str().unwrap()]));
    assert!(refused.contains("[[mail-service]]"), "{refused}");
    let soon = kakitome().args(["starttls", "draft", "--switch-off", "2020-01-01"]).output().unwrap();
    assert_eq!(soon.status.code(), Some(2));
}
