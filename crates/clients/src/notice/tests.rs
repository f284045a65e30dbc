#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;
use crate::error::Error;

pub(crate) const FILE: &str = r#"id = "2016-01-root-update"

[title]
ja = "署名付きメールの表示について"
en = "How signed mail is shown"

[contact]
name.ja = "お客様窓口"
name.en = "Customer desk"
page = "https://www.bank.example/contact"

[[version]]
at = "2016-01-21T18:00:00+09:00"
state = "ongoing"
summary.ja = "お知らせを掲載しました。"
summary.en = "First notice."
phenomenon.ja = "注意の表示が出る場合があります。"
phenomenon.en = "A note of caution may be shown."
cause.ja = "ルート証明書の設定が変わりました。"
cause.en = "The settings of a root changed."
[[version.condition]]
ja = "Windows で受信している"
en = "You read mail on Windows"

[[version]]
at = "2016-01-25T18:00:00+09:00"
state = "workaround"
summary.ja = "回避方法を追加しました。"
summary.en = "A workaround was added."
[[version.recipient]]
do.ja = "更新を待つ"
do.en = "Wait for the update"
price.ja = "それまで表示は変わりません"
price.en = "Until then nothing changes"
[[version.confirmed]]
os = "Windows 7"
program = "Outlook 2010"
date = "2016-01-25"
seen.ja = "「デジタルIDは取り消されています。」"
seen.en = "“revoked”"
"#;

#[test]
fn the_newest_version_of_each_part_counts() {
    let notice = Notice::read(FILE).unwrap();
    assert_eq!(notice.state(), State::Workaround);
    assert_eq!(
        notice.versions().iter().map(|version| version.at.to_string()).collect::<Vec<_>>(),
        ["2016-01-25T09:00:00Z", "2016-01-21T09:00:00Z"]
    );
    let cause = notice.newest(|version| version.cause.ja.as_deref()).unwrap();
    assert_eq!(cause, "ルート証明書の設定が変わりました。");
    assert_eq!(notice.newest(|version| Some(&version.recipient).filter(|all| !all.is_empty())).unwrap().len(), 1);
    assert!(notice.published() < notice.updated());
    assert!(notice.untranslated().is_empty());
    let half = Notice::read(&FILE.replace("cause.en", "#")).unwrap();
    assert_eq!(half.untranslated(), ["cause.en"]);
}

#[test]
fn what_is_written_is_read_back() {
    let notice = Notice::read(FILE).unwrap();
    assert_eq!(Notice::read(&notice.written()).unwrap(), notice);
    let mut odd = notice;
    odd.title = Both::new("\"引用\"\n[改行]", "a\\b'c");
    assert_eq!(Notice::read(&odd.written()).unwrap(), odd);
}

#[test]
fn a_fault_is_told_with_its_line_and_what_to_write() {
    let fault = |from: &str, to: &str| {
        assert!(FILE.contains(from));
        match Notice::read(&FILE.replacen(from, to, 1)).unwrap_err() {
            Error::Data { line, problem, .. } => (line, problem),
            other => panic!("{other}"),
        }
    };
    for (from, to, line, said) in [
        ("2016-01-root-update", "../etc/passwd", 1, "small letters"),
        ("2016-01-21T18:00:00+09:00", "2016-01-21", 13, "zone"),
        ("\"workaround\"", "\"done\"", 27, "ongoing, workaround, fixed, resolved"),
        ("2016-01-25\"\nseen", "soon\"\nseen", 35, "2026-11-22"),
        ("summary.ja = \"お知", "sumary.ja = \"お知", 15, "sumary"),
    ] {
        let (at, problem) = fault(from, to);
        assert!(at == line && problem.contains(said), "{at} {problem}");
    }
    let without_price = FILE.replace("price.ja = \"それまで表示は変わりません\"\nprice.en = \"Until then nothing changes\"\n", "");
    assert!(Notice::read(&without_price).unwrap_err().to_string().contains("price"));
    assert!(fault("18:00:00+09:00\"\nstate = \"workaround\"", "18:00:00+09:00\"\nstate = \"workaround\"\nat2 = 1").1.contains("at2"));
    let twice = FILE.replace("2016-01-25T18", "2016-01-21T18");
    assert!(Notice::read(&twice).unwrap_err().to_string().contains("same moment"));
    assert!(Notice::read(&FILE.replace("cause.ja", "#").replace("cause.en", "#")).unwrap_err().to_string().contains("cause"));
    assert!(Notice::read("id = \"x\"\nversion = []\n[title]\nja = \"x\"\n").unwrap_err().to_string().contains("[[version]]"));
}

#[test]
fn blanks_of_a_draft_are_found() {
    assert!(Notice::blanks(FILE).is_empty());
    let text = "id = \"x\"\n# 【not this】\nname.ja = \"【窓口の名前】\"\n";
    assert_eq!(Notice::blanks(text), [Fault { line: 3, text: "窓口の名前".to_owned() }]);
}
