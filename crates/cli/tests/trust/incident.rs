//! "What would this mail have shown on 20 January 2016?" in one call: real lists in the home, a signed mail with a synthesised chain
//! whose two roots stand in for the real ones.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_pki::Certificate;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};
use serde_json::{Value, json};

use crate::{authroot, done, json, kakitome, refused};

const OLD: &str = "742c3192e607e424eb4549542be1bbc53e6174e2";
const NEW: &str = "132d0d45534b6997cdb2d5c339e25576609b5cc6";

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2006, 1, 1), rcgen::date_time_ymd(2036, 1, 1));
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.not_before = rcgen::date_time_ymd(2015, 6, 1);
        params.subject_alt_names = vec![SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    params
}

/// The lists of the month with stand-ins, kept in the home; two mails, one with the cross certificate.
fn scene(home: &Path) {
    let keys: Vec<KeyPair> = (0..4).map(|_| KeyPair::generate().unwrap()).collect();
    let (old, new) = (params("Class 3 Public Primary Certification Authority", true), params("Class 3 PCA - G3", true));
    let (issuing, leaf) = (params("Issuing CA", true), params("Mihon Bank", false));
    let by = |params: &CertificateParams, key: &KeyPair| Issuer::new(params.clone(), KeyPair::try_from(key.serialize_der()).unwrap());
    let leaf = leaf.signed_by(&keys[3], &by(&issuing, &keys[2])).unwrap();
    let issuing = issuing.signed_by(&keys[2], &by(&new, &keys[1])).unwrap();
    let cross = new.signed_by(&keys[1], &by(&old, &keys[0])).unwrap();
    let (old, new) = (old.self_signed(&keys[0]).unwrap(), new.self_signed(&keys[1]).unwrap());
    fs::write(home.join("key.pem"), keys[3].serialize_pem()).unwrap();
    fs::write(home.join("leaf.pem"), leaf.pem()).unwrap();
    fs::write(home.join("with-cross.pem"), format!("{}{}", issuing.pem(), cross.pem())).unwrap();
    fs::write(home.join("without-cross.pem"), issuing.pem()).unwrap();
    fs::write(home.join("old.pem"), old.pem()).unwrap();
    fs::write(
        home.join("mail.eml"),
        "From: noreply@bank.example\r\nTo: a@example.com\r\nDate: Tue, 19 Jan 2016 10:00:00 +0900\r\nSubject: notice\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nA notice.\r\n",
    )
    .unwrap();
    for name in ["with-cross", "without-cross"] {
        let file = |name: String| home.join(name).into_os_string();
        let words: Vec<OsString> = vec![
            "sign".into(),
            "--key".into(),
            file("key.pem".into()),
            "--cert".into(),
            file("leaf.pem".into()),
            "--chain".into(),
            file(format!("{name}.pem")),
            file("mail.eml".into()),
        ];
        let output = kakitome(home, words);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        fs::write(home.join(format!("{name}.eml")), output.stdout).unwrap();
    }
    for date in ["2015-11-24", "2016-01-20", "2016-01-25", "2016-01-29"] {
        keep(home, date, old.der(), new.der());
    }
}

/// The real list of that day; its entries of the two roots name the stand-ins.
fn keep(home: &Path, date: &str, old: &[u8], new: &[u8]) {
    let text = done(&kakitome(home, [OsStr::new("trust"), "export".as_ref(), authroot(date).as_ref(), "--json".as_ref()]));
    let mut list: Value = serde_json::from_str(&text).unwrap();
    for root in list["roots"].as_array_mut().unwrap() {
        let der = match root["sha1"].as_str().unwrap() {
            OLD => old,
            NEW => new,
            _ => continue,
        };
        root["sha256"] = json!(Certificate::from_der(der.to_vec()).unwrap().sha256_hex());
        root["certificate"] = json!(STANDARD.encode(der));
        root.as_object_mut().unwrap().remove("sha1");
    }
    let file = home.join(format!("{date}.json"));
    fs::write(&file, serde_json::to_string(&list).unwrap()).unwrap();
    done(&kakitome(home, [OsStr::new("trust"), "import".as_ref(), file.as_ref(), "--seen".as_ref(), date.as_ref()]));
}

/// The same for people: root, list and day, the remedy on both sides with its price, and the day it was over.
fn prose(home: &Path) {
    let say = |lang: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .args(["verify", "--trust", "microsoft", "--at", "2016-01-21", "--lang", lang])
            .arg(home.join("with-cross.eml"))
            .env("KAKITOME_HOME", home)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (lang, all) in [
        (
            "en",
            [
                "the root “VeriSign Class 3 Public Primary CA”",
                "microsoft 2016-01-13 (seen 2016-01-20)",
                "the list came on 2016-01-20",
                "sign without the cross-root certificate “CN=Class 3 PCA - G3”",
                "neither that root nor automatic root updates see a warning",
                "install the root “Class 3 PCA - G3”",
                "every certificate that this authority issues is trusted",
                "It was over on 2016-01-25",
            ],
        ),
        (
            "ja",
            [
                "ルート証明書「VeriSign Class 3 Public Primary CA」に行き着くパスもあります",
                "microsoft 2016-01-13 (seen 2016-01-20)",
                "2016-01-20 に配信された一覧",
                "クロスルート証明書「CN=Class 3 PCA - G3」を含めずに署名すると",
                "自動更新も働かない環境では",
                "ルート証明書「Class 3 PCA - G3」(SHA-256 の拇印",
                "発行する証明書をすべて信頼することになります",
                "2016-01-25 に解消しました",
            ],
        ),
    ] {
        let text = say(lang);
        for words in all {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

#[test]
fn what_this_mail_would_have_shown_on_each_day() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    scene(home);
    let verify = |mail: &str, at: &str, more: &[&str]| {
        let words = ["verify", "--trust", "microsoft", "--at", at].into_iter().chain(more.iter().copied()).map(OsString::from);
        kakitome(home, words.chain([home.join(mail).into_os_string()]))
    };
    // both roots are in the list: a good path is enough, with the cross certificate or without it
    for at in ["2015-12-01", "2016-01-21", "2016-01-26"] {
        for mail in ["with-cross.eml", "without-cross.eml"] {
            let report = json(&verify(mail, at, &["--json"]));
            assert_eq!(report["verdict"], "valid", "{mail} {at}: {report:#}");
            assert!(report["trust"][0]["list"]["title"].as_str().unwrap().starts_with("microsoft 201"), "{report:#}");
            // where the newer root is not installed the path by the cross certificate is all there is
            let expected = usize::from(at == "2016-01-21" && mail == "with-cross.eml");
            assert_eq!(report["troubles"].as_array().map(Vec::len), Some(expected), "{mail} {at}: {report:#}");
        }
    }
    let trouble = json(&verify("with-cross.eml", "2016-01-21", &["--json"]))["troubles"][0].clone();
    assert_eq!((trouble["when"].as_str(), trouble["email"].as_str()), (Some("the-other-root-is-not-installed"), Some("email-off")));
    assert!(
        trouble["since"].as_str().unwrap().starts_with("2016-01-20") && trouble["over"]["day"].as_str().unwrap().starts_with("2016-01-25")
    );
    assert_eq!(trouble["remedy"]["sender"]["do"], "leave-out-cross-certificate");
    assert_eq!(trouble["remedy"]["sender"]["price"], "no-path-without-root-or-updates");
    assert_eq!(trouble["remedy"]["recipient"]["do"], "install-root");
    assert_eq!(trouble["remedy"]["recipient"]["price"], "trusts-everything-it-issues");
    prose(home);
    // the old root alone: a machine that lacks the new one
    let alone = |date: &str| {
        let mut list: Value = serde_json::from_slice(&fs::read(home.join(format!("{date}.json"))).unwrap()).unwrap();
        let new = list["roots"]
            .as_array()
            .unwrap()
            .iter()
            .find(|root| root["name"] == "VeriSign" && root["certificate"].is_string() && root["sha1"].is_null())
            .cloned();
        assert!(new.is_some());
        list["roots"].as_array_mut().unwrap().retain(|root| Some(root) != new.as_ref());
        let file = home.join(format!("alone-{date}.json"));
        fs::write(&file, serde_json::to_string(&list).unwrap()).unwrap();
        file
    };
    for (date, verdict) in [("2015-11-24", "valid"), ("2016-01-20", "untrusted"), ("2016-01-25", "valid")] {
        let words: Vec<OsString> = vec![
            "verify".into(),
            "--json".into(),
            "--at".into(),
            date.into(),
            "--trust".into(),
            alone(date).into(),
            home.join("with-cross.eml").into(),
        ];
        let output = kakitome(home, words);
        let report = json(&output);
        assert_eq!(report["verdict"], verdict, "{date}: {report:#}");
        let limited = report["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == "pki.root-limited");
        assert_eq!(limited.is_some(), verdict == "untrusted");
        if let Some(limited) = limited {
            assert_eq!((limited["facts"]["state"].as_str(), limited["severity"].as_str()), (Some("email-off"), Some("error")));
            assert!(limited["facts"]["list"].as_str().unwrap().contains("2016-01-13"), "{limited}");
            assert_eq!(report["troubles"][0]["email"], "email-off");
        }
    }
}

#[test]
fn the_days_that_touch_a_mail_by_all_editions_that_are_kept() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    scene(home);
    let forecast = |more: &[&str]| {
        let mail = home.join("with-cross.eml").into_os_string();
        kakitome(home, ["forecast", "--mail"].into_iter().map(OsString::from).chain([mail]).chain(more.iter().map(OsString::from)))
    };
    let told = forecast(&["--history", "microsoft", "--until", "2016-12-31", "--json"]);
    assert_eq!(told.status.code(), Some(1), "something turned bad: {}", String::from_utf8_lossy(&told.stderr));
    let told = json(&told);
    assert_eq!(
        told["history"],
        json!([{ "name": "microsoft", "editions": 4, "first": "2015-11-24T00:00:00Z", "last": "2016-01-29T00:00:00Z" }])
    );
    let events: Vec<String> = told["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            format!(
                "{} {} {}",
                &event["day"].as_str().unwrap()[..10],
                event["state"].as_str().unwrap(),
                event["old_mail"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(events, ["2016-01-20 email-off breaks", "2016-01-25 ok mends"], "{told:#}");
    assert_eq!((&told["events"][0]["remedy"]["sender"]["id"], &told["events"][0]["mails"]), (&json!("leave-out-cross"), &json!(1)));
    // in words, in both languages
    for (lang, walked, day) in
        [("en", "Walked through: 4 editions of microsoft", "20 January 2016"), ("ja", "microsoft の 4 版", "2016年1月20日")]
    {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .args(["forecast", "--history", "microsoft", "--until", "2016-12-31", "--lang", lang, "--mail"])
            .arg(home.join("with-cross.eml"))
            .env("KAKITOME_HOME", home)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(walked) && text.contains(day), "{text}");
    }
    // after the incident: nothing
    let after = forecast(&["--history", "microsoft", "--from", "2016-01-26", "--until", "2016-12-31", "--json"]);
    assert_eq!(json(&after)["events"], json!([]));
    // what cannot be walked through
    fs::remove_dir_all(home.join("trust/microsoft")).unwrap();
    done(&kakitome(home, [OsStr::new("trust"), "import".as_ref(), authroot("2016-01-20").as_ref()]));
    for (words, said) in [
        (["--history", "microsoft"], "only one edition of microsoft is kept"),
        (["--history", "nothing"], "nothing"),
        (["--history", "../etc"], "../etc"),
    ] {
        assert!(refused(&forecast(&words)).contains(said), "{words:?}");
    }
    assert!(refused(&forecast(&["--history", "microsoft", "--before", "microsoft"])).contains("--before"));
}
