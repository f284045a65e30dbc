//! `kakitome publish` and `kakitome notice` as people run them: in a home with an identity, in both languages, as text, JSON and HTML, and
//! with bad input told in one line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    /// A home with one identity, whose certificate was made twice: a former and a current one.
    fn new() -> Self {
        let home = Self { dir: tempfile::tempdir().unwrap() };
        assert_eq!(home.run(&["init"]).status.code(), Some(0));
        home
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, "")
    }

    fn run_with(&self, words: &[&str], input: &str) -> Output {
        use std::io::Write;
        let mut child = Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .env("KAKITOME_HOME", self.path())
            .env("LC_ALL", "C")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // a command that reads nothing has closed its end
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn good(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.good(words)).unwrap()
    }

    fn failed(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {stderr}");
        assert!(stderr.lines().count() == 1 && output.stdout.is_empty() && !stderr.contains('⟨'), "{words:?}: {stderr}");
        stderr
    }

    fn file(&self, name: &str, text: &str) -> String {
        let file = self.dir.path().join(name);
        fs::write(&file, text).unwrap();
        file.display().to_string()
    }
}

const ADDRESS: &str = "noreply@bank.example";

fn with_identity() -> Home {
    let home = Home::new();
    home.good(&["identity", "add", ADDRESS]);
    home
}

#[test]
fn how_to_check_our_mail_from_the_key_history() {
    let home = with_identity();
    let known = home.json(&["identity", "show", ADDRESS, "--json"]);
    let serial = known["keys"][0]["certificates"][0]["serial"].as_str().unwrap().to_owned();
    let pairs = serial.to_ascii_uppercase().replace(':', "");
    let page = home.json(&["publish", "check", "--json"]);
    assert_eq!(page["schema"], "kakitome.check/1");
    assert_eq!(page["address"], ADDRESS);
    assert_eq!(page["periods"][0]["standing"], "current");
    assert_eq!(page["periods"][0]["signer"]["serial"].as_str().unwrap().to_ascii_uppercase().replace(':', ""), pairs);
    assert!(!page["clients"].as_array().unwrap().is_empty());
    for (lang, title) in [("ja", "noreply@bank.example から届くメールの確かめ方"), ("en", "How to check mail from noreply@bank.example")]
    {
        let text = home.good(&["publish", "check", ADDRESS, "--lang", lang]);
        assert!(text.starts_with(title), "{text}");
        let shown = text.replace(' ', "");
        assert!(shown.contains(&pairs), "the serial number is told: {text}");
    }
    let file = home.dir.path().join("check.html");
    home.good(&["publish", "check", "--lang", "ja", "--html", file.to_str().unwrap()]);
    let html = fs::read_to_string(&file).unwrap();
    assert!(html.contains("<svg") && !html.contains(" style=") && !html.contains("<script"), "{html}");
    home.good(&["publish", "check", "--html", file.to_str().unwrap(), "--fragment"]);
    let part = fs::read_to_string(&file).unwrap();
    assert!(part.starts_with("<header>") && !part.contains("<style") && !part.contains("<html"), "{part}");
    // with a promise of its own the page says so
    home.good(&["publish", "promise", "add", "--address", ADDRESS, "--since", "2023-10-18"]);
    assert!(
        home.good(&["publish", "check", "--lang", "ja"])
            .contains("2023年10月18日以降は、このアドレスから送るメールすべてに署名を付けています。")
    );
    assert!(home.failed(&["publish", "check", "other@bank.example"]).contains("other@bank.example"));
}

#[test]
fn a_promise_is_used_when_a_mail_has_no_signature() {
    let home = Home::new();
    let mail = home
        .file("mail.eml", "From: noreply@sign.example\r\nTo: you@example.org\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\n\r\nHello\r\n");
    let explain = |more: &[&str]| {
        let output = home.run(&[&["explain", "--lang", "ja", mail.as_str()], more].concat());
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let promised = "差出人の noreply@sign.example は、2023年10月18日以降にこのアドレスから送るメールすべてに署名を付けると公表しています。";
    let lost = "配送の途中で署名が外れたのか、別のだれかが送ったのかは、判断できません。";
    assert!(!explain(&[]).contains("公表"));
    let theirs = home.file("theirs.toml", "[[promise]]\naddress = \"noreply@sign.example\"\nsince = \"2023-10-18\"\n");
    // from a file that is named: whose word it is, is the file's name
    let page = explain(&["--promises", &theirs]);
    assert!(page.contains(promised) && page.contains(lost) && page.contains("theirs.toml"), "{page}");
    home.good(&["publish", "promise", "import", &theirs, "--said-by", "見本商事"]);
    let page = explain(&[]);
    assert!(page.contains(promised) && page.contains("見本商事から"), "{page}");
    let object: Value = serde_json::from_str(&explain(&["--json"])).unwrap();
    assert_eq!(object["promise"]["said_by"], "見本商事");
    // the same again is not kept twice
    home.good(&["publish", "promise", "import", &theirs, "--said-by", "見本商事"]);
    assert_eq!(home.json(&["publish", "promise", "list", "--json"])["promises"].as_array().unwrap().len(), 1);
    let shown = home.good(&["publish", "promise", "show", "noreply@sign.example", "--lang", "en"]);
    assert!(shown.contains("[[promise]]") && shown.contains("Promise to sign"), "{shown}");
    // faults are told with their line
    let broken = home.file("broken.toml", "[[promise]]\naddress = \"x\"\nsince = \"2023-10-18\"\n");
    assert!(home.failed(&["explain", &mail, "--promises", &broken]).contains("line 1"));
    assert!(home.failed(&["publish", "promise", "add", "--address", ADDRESS, "--since", "spring"]).contains("2026-11-22"));
    assert!(home.failed(&["publish", "promise", "show", "nobody@x.example"]).contains("nobody@x.example"));
    assert!(
        home.failed(&["publish", "promise", "add", "--address", ADDRESS, "--since", "2023-10-18", "--except", "all"]).contains("automatic")
    );
}

#[test]
fn cards_and_costs() {
    let home = with_identity();
    let card = home.json(&["publish", "card", "somebody@docomo.ne.jp", "--json"]);
    assert_eq!(card["likely"][0]["client"], "docomo-mail");
    assert_eq!(card["domain"], "docomo.ne.jp");
    assert!(!card.to_string().contains("somebody"));
    assert!(home.good(&["publish", "card", "gmail.com", "--lang", "ja"]).contains("お尋ねする順序"));
    assert!(home.failed(&["publish", "card", "nowhere"]).contains("nowhere"));
    let cost = ["publish", "cost", "--addresses", "3", "--certificate", "20000", "--months", "24", "--years", "5"];
    assert_eq!(home.json(&[&cost[..], &["--json"]].concat())["total"], 180_000);
    assert!(home.good(&[&cost[..], &["--lang", "ja", "--currency", "円"]].concat()).contains("180,000円"));
    assert!(home.failed(&["publish", "cost", "--addresses", "0", "--certificate", "1", "--months", "12"]).contains("addresses"));
}

const FORECAST: &str = r#"{ "schema": "kakitome.forecast/1", "events": [
  { "day": "2099-12-01T00:00:00Z", "change": "root-state", "subject": "Example Root CA", "state": "email-off",
    "clients": ["outlook-classic"], "old_mail": "breaks", "new_mail": "breaks", "renewed": "breaks",
    "touched": [{ "name": "noreply@bank.example" }], "source": "a list",
    "remedy": { "sender": { "id": "leave-out-cross" }, "recipient": { "id": "wait-update" } } } ] }"#;

#[test]
fn a_notice_from_its_draft_to_its_feed() {
    let home = Home::new();
    let drafted = home.run_with(&["notice", "draft", "--forecast", "-", "--id", "root-update"], FORECAST);
    assert_eq!(drafted.status.code(), Some(0), "{}", String::from_utf8_lossy(&drafted.stderr));
    let text = String::from_utf8(drafted.stdout).unwrap();
    assert!(text.contains("id = \"root-update\"") && text.contains("state = \"expected\"") && text.contains("【窓口の名前】"), "{text}");
    let draft = home.file("draft.toml", &text);
    // a draft with blanks is not published
    let checked = home.run(&["notice", "check", &draft]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("line"));
    assert!(home.failed(&["notice", "add", &draft]).contains("窓口の名前"));
    let filled = text
        .replace("【窓口の名前】", "お客様窓口")
        .replace("【name of the desk】", "Customer desk")
        .replace("【公式サイトのお問い合わせページ / contact page】", "https://www.bank.example/contact");
    let ready = home.file("ready.toml", &filled);
    home.good(&["notice", "check", &ready]);
    home.good(&["notice", "add", &ready]);
    assert!(home.failed(&["notice", "add", &ready]).contains("--replace"));
    // an update: one more version
    let update = "\n[[version]]\nat = \"2100-01-05T09:00:00+09:00\"\nstate = \"resolved\"\nsummary.ja = \"元に戻りました。\"\nsummary.en = \"It is over.\"\n";
    let updated = home.file("updated.toml", &format!("{filled}{update}"));
    home.good(&["notice", "add", &updated, "--replace"]);
    assert!(home.good(&["notice", "list", "--lang", "ja"]).contains("[解消]"));
    let page = home.good(&["notice", "show", "root-update", "--lang", "ja"]);
    assert!(
        page.contains("次に当てはまらない方は、対応の必要はありません。") && page.contains("2100年1月5日 9時00分(日本時間) / 00:00 UTC"),
        "{page}"
    );
    let one = home.json(&["notice", "show", "root-update", "--json"]);
    assert_eq!((one["state"].as_str(), one["versions"].as_array().unwrap().len()), (Some("resolved"), 2));
    let feed = home.good(&["notice", "feed", "--base", "https://www.bank.example/notices", "--author", "見本銀行", "--lang", "ja"]);
    assert!(feed.starts_with("<?xml") && feed.matches("<entry>").count() == 2, "{feed}");
    assert!(feed.contains("<id>https://www.bank.example/notices/root-update#2100-01-05T00:00:00Z</id>"), "{feed}");
    home.good(&["notice", "check"]);
    let html = home.dir.path().join("notice.html");
    home.good(&["notice", "show", "root-update", "--html", html.to_str().unwrap()]);
    assert!(fs::read_to_string(html).unwrap().contains("<h1>"));
}

#[test]
fn drafts_from_observations_and_what_cannot_be_drafted() {
    let home = Home::new();
    let seen = home.good(&["notice", "draft", "--seen", "outlook-classic", "--status", "root-off"]);
    assert!(seen.contains("デジタルIDは取り消されています。") && seen.contains("[[version.confirmed]]"), "{seen}");
    assert!(home.good(&["notice", "draft", "--changes", "--lang", "en"]).contains("no change"));
    let other = home.file("other.json", "{}");
    let calm = home.file("calm.json", "{\"schema\":\"kakitome.forecast/1\",\"events\":[]}");
    let forecast = home.file("forecast.json", FORECAST);
    for (words, said) in [
        (vec!["notice", "draft"], "--forecast"),
        (vec!["notice", "draft", "--forecast", &other], "other.json"),
        (vec!["notice", "draft", "--forecast", &calm], "calm.json"),
        (vec!["notice", "draft", "--forecast", &forecast, "--event", "2"], "1 to 1"),
        (vec!["notice", "draft", "--change", "7"], "7"),
        (vec!["notice", "draft", "--seen", "mutt"], "mutt"),
        (vec!["notice", "draft", "--seen", "thunderbird", "--status", "root-off"], "observation"),
        (vec!["notice", "show", "../../etc/passwd"], "../../etc/passwd"),
        (vec!["notice", "feed", "--base", "http://x.example/", "--author", "x"], "https://"),
        (vec!["notice", "add", "/nowhere.toml"], "/nowhere.toml"),
    ] {
        let line = home.failed(&words);
        assert!(line.contains(said), "{words:?}: {line}");
    }
}

#[test]
fn a_faulty_notice_is_told_with_its_line_and_keeps_no_other_back() {
    let home = Home::new();
    let folder = home.path().join("notices");
    fs::create_dir_all(&folder).unwrap();
    let good = include_str!("../../../explain/tests/publishing/2016-01-root-update.toml");
    fs::write(folder.join("2016-01-root-update.toml"), good).unwrap();
    fs::write(folder.join("bad.toml"), good.replacen("state = \"resolved\"", "state = \"gone\"", 1)).unwrap();
    let listed = home.run(&["notice", "list", "--lang", "en"]);
    assert_eq!(listed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&listed.stdout).contains("2016-01-root-update [resolved]"));
    let told = String::from_utf8_lossy(&listed.stderr).into_owned();
    assert!(told.contains("bad.toml") && told.contains("line ") && told.contains("ongoing, workaround, fixed, resolved"), "{told}");
    let checked = home.run(&["notice", "check", "--json"]);
    assert_eq!(checked.status.code(), Some(1));
    let object: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!(object["files"].as_array().unwrap().iter().filter(|one| one["good"] == true).count(), 1);
    // a feed without an entry that there was would say that there never was one
    assert!(home.failed(&["notice", "feed", "--base", "https://x.example/n/", "--author", "x"]).contains("bad.toml"));
    assert!(Path::new(&folder).exists());
}
