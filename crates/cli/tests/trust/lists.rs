//! Lists shown, compared, kept and handed on.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use crate::{authroot, corpus, done, json, kakitome, refused};

const G1: &str = "742C3192E607E424EB4549542BE1BBC53E6174E2";
const G3: &str = "13:2D:0D:45:53:4B:69:97:CD:B2:D5:C3:39:E2:55:76:60:9B:5C:C6";

fn show(home: &Path, store: &OsStr, root: &str, at: &str) -> Value {
    let arguments = ["trust", "show"].map(OsStr::new).into_iter().chain([store]);
    let rest = ["--root", root, "--at", at, "--leaf-not-before", "2015-06-01", "--json"].map(OsStr::new);
    json(&kakitome(home, arguments.chain(rest)))
}

#[test]
fn the_contract_of_show() {
    let home = tempfile::tempdir().unwrap();
    for (date, root, state) in [
        ("2015-11-24", G1, "ok"),
        ("2016-01-20", G1, "email-off"),
        ("2016-01-25", G1, "ok"),
        ("2020-02-26", G1, "disabled"),
        ("2023-08-22", G3, "disabled"),
        ("2023-08-25", G3, "ok"),
        ("2024-02-27", G3, "disabled"),
    ] {
        let shown = show(home.path(), authroot(date).as_os_str(), root, date);
        let roots = shown["roots"].as_array().unwrap();
        assert_eq!((roots.len(), roots[0]["email"].as_str()), (1, Some(state)), "{date} {root}");
        assert_eq!(roots[0]["because"].is_null(), state == "ok", "{date} {root}");
        assert_eq!(roots[0]["sha1"], root.replace(':', "").to_lowercase());
        assert_eq!(roots[0]["sha256"].as_str().map(str::len), Some(64));
    }
    let absent = kakitome(
        home.path(),
        [OsStr::new("trust"), "show".as_ref(), authroot("2016-01-20").as_ref(), "--root".as_ref(), "00000000".as_ref(), "--json".as_ref()],
    );
    assert_eq!((absent.status.code(), json(&absent)["roots"].as_array().map(Vec::len)), (Some(1), Some(0)));
    // the same from certdata.txt, by SHA-256
    let certdata = corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt");
    let shown = show(home.path(), certdata.as_os_str(), "513b2cecb810d4cde5dd85391adfc6c2dd60d87bb736d2b521484aa47a0ebef6", "2026-05-01");
    assert_eq!((shown["roots"][0]["email"].as_str(), shown["list"]["source"].as_str()), (Some("ok"), Some("mozilla")));
}

#[test]
fn diff_names_what_changed_for_new_and_for_old_mail() {
    let home = tempfile::tempdir().unwrap();
    let arguments = |json: bool| {
        let mut all = vec!["trust".into(), "diff".into(), authroot("2015-11-24").into_os_string(), authroot("2016-01-20").into_os_string()];
        all.extend(json.then(|| "--json".into()));
        all
    };
    let told = json(&kakitome(home.path(), arguments(true)));
    let changes = told["changes"].as_array().unwrap();
    let g1 = changes.iter().find(|change| change["sha1"] == G1.to_lowercase()).unwrap();
    assert_eq!((g1["before"].as_str(), g1["after"].as_str()), (Some("ok"), Some("email-off")));
    assert_eq!(g1["old_mail"]["after"], "email-off");
    assert!(
        changes.iter().all(|change| change["before"] != change["after"] || change["old_mail"]["before"] != change["old_mail"]["after"])
    );
    let text = done(&kakitome(home.path(), arguments(false)));
    assert!(text.contains("VeriSign Class 3 Public Primary CA") && text.contains("the purpose e-mail protection is missing"), "{text}");
}

#[test]
fn kept_lists_answer_as_of_the_moment_asked() {
    let home = tempfile::tempdir().unwrap();
    for date in ["2016-01-25", "2015-11-24", "2016-01-20"] {
        done(&kakitome(
            home.path(),
            [
                OsStr::new("trust"),
                "import".as_ref(),
                authroot(date).as_ref(),
                "--seen".as_ref(),
                date.as_ref(),
                "--cert".as_ref(),
                corpus("authroot/crt").as_ref(),
            ],
        ));
    }
    for (at, state) in [("2015-12-01", "ok"), ("2016-01-20", "email-off"), ("2016-01-24T23:59:59Z", "email-off"), ("2016-01-25", "ok")] {
        assert_eq!(show(home.path(), "microsoft".as_ref(), G1, at)["roots"][0]["email"], state, "{at}");
    }
    assert_eq!(show(home.path(), "microsoft@2016-01-22".as_ref(), G1, "2026-01-01")["roots"][0]["email"], "email-off");
    let said = refused(&kakitome(home.path(), ["trust", "show", "microsoft", "--at", "2010-01-01"]));
    assert!(said.contains("2015-11-24"), "{said}");
    let said = refused(&kakitome(home.path(), ["trust", "show", "no-such-list"]));
    assert!(said.contains("no-such-list") && said.contains("trust list"), "{said}");
    let kept = json(&kakitome(home.path(), ["trust", "list", "--json"]));
    let microsoft = kept["lists"].as_array().unwrap().iter().filter(|list| list["name"] == "microsoft");
    let signed: Vec<_> = microsoft.map(|list| list["list"]["signature"]["state"].clone()).collect();
    assert_eq!(signed, ["good", "good", "good"]);
    // the same edition again is no new one
    let again = done(&kakitome(
        home.path(),
        [OsStr::new("trust"), "import".as_ref(), authroot("2016-01-20").as_ref(), "--seen".as_ref(), "2016-01-20".as_ref()],
    ));
    assert!(again.contains("was there already"), "{again}");
}

#[test]
fn c22_what_cannot_be_believed_replaces_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (folder, list) = (home.path().join("offered"), std::fs::read(authroot("2016-01-20")).unwrap());
    std::fs::create_dir(&folder).unwrap();
    done(&kakitome(
        home.path(),
        [OsStr::new("trust"), "import".as_ref(), authroot("2016-01-20").as_ref(), "--seen".as_ref(), "2016-01-20".as_ref()],
    ));
    let before = json(&kakitome(home.path(), ["trust", "list", "--json"]));
    let mut altered = list.clone();
    // the purpose of a root: code signing becomes e-mail protection
    let at = altered.windows(8).position(|window| window == [0x2b, 6, 1, 5, 5, 7, 3, 3]).unwrap();
    altered[at + 7] = 4;
    let certdata = std::fs::read(corpus("nss-certdata/certdata-2010-08-26-0171c6d84908.txt")).unwrap();
    for (name, bytes, words) in [
        ("cut", list[..list.len() / 2].to_vec(), "cannot be read"),
        ("altered", altered, "signature"),
        ("another-kind", certdata, "kind"),
        ("a-picture", b"\x89PNG\r\n\x1a\n".to_vec(), "no list of roots"),
    ] {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        let said = refused(&kakitome(
            home.path(),
            [OsStr::new("trust"), "import".as_ref(), file.as_ref(), "--name".as_ref(), "microsoft".as_ref()],
        ));
        assert!(said.contains(words), "{name}: {said}");
    }
    // 200 MB that cost nothing on disk
    let large = folder.join("large");
    std::fs::File::create(&large).unwrap().set_len(200 << 20).unwrap();
    let said = refused(&kakitome(home.path(), [OsStr::new("trust"), "import".as_ref(), large.as_ref()]));
    assert!(said.contains("large"), "{said}");
    assert_eq!(json(&kakitome(home.path(), ["trust", "list", "--json"])), before);
}

#[test]
fn what_is_exported_is_read_again() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("roots.json");
    let text = done(&kakitome(home.path(), [OsStr::new("trust"), "export".as_ref(), authroot("2024-02-27").as_ref(), "--json".as_ref()]));
    std::fs::write(&file, text).unwrap();
    let at = ["--at", "2024-02-27", "--json"].map(OsStr::new);
    let shown = |store: &OsStr| {
        json(&kakitome(home.path(), ["trust", "show"].map(OsStr::new).into_iter().chain([store]).chain(at)))["roots"].clone()
    };
    assert_eq!(shown(file.as_os_str()), shown(authroot("2024-02-27").as_os_str()));
    let pem = done(&kakitome(home.path(), ["trust", "export", "mozilla"]));
    let file = home.path().join("roots.pem");
    std::fs::write(&file, &pem).unwrap();
    let bundle = json(&kakitome(home.path(), [OsStr::new("trust"), "show".as_ref(), file.as_ref(), "--json".as_ref()]));
    assert_eq!(bundle["roots"].as_array().unwrap().len(), pem.matches("BEGIN CERTIFICATE").count());
    assert_eq!(bundle["list"]["source"], "bundle");
}
