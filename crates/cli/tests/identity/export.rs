//! `identity export-p12 ADDR`: a key of the home as a file, only where the configuration allows it, never unseen.

use crate::support::{Home, openssl};

const ADDRESS: &str = "taro@bank.example";
const NAME: &str = "書留 太郎";
const PASSWORD: &str = "長いパスワード 🔑";

/// A home with an identity that has a name, and a password in a file.
fn home() -> (Home, String) {
    let home = Home::new();
    home.run(&["identity", "add", ADDRESS, "--name", NAME]).good();
    let password = home.write("password", &format!("{PASSWORD}\n")).display().to_string();
    (home, password)
}

fn allow(home: &Home) {
    let file = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("[keyholder]"), "the template has none");
    std::fs::write(&file, format!("{text}\n[keyholder]\nallow-export = true\n")).unwrap();
}

fn exports(home: &Home) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(home.path().join("keyholder/audit/audit-00000001.log")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    lines.filter(|line| line["what"] == "export-key").collect()
}

#[test]
fn it_is_forbidden_unless_the_configuration_allows_it() {
    let (home, password) = home();
    let out = home.file("out.p12");
    let words = ["identity", "export-p12", ADDRESS, "--out", out.to_str().unwrap(), "--password-file", &password];
    let said = home.run(&words).failed();
    assert!(said.contains("kakitome.toml") && said.contains("allow-export"), "{said}");
    assert!(home.run_in("ja", &words).failed().contains("allow-export"));
    assert!(!out.exists() && exports(&home).is_empty());
    let shown = home.run(&["config", "check"]).good().out;
    assert!(!shown.contains("export-p12"), "{shown}");
    allow(&home);
    let shown = home.run(&["config", "check"]).good().out;
    assert!(shown.contains("export-p12"), "{shown}");
}

#[test]
fn a_key_of_the_home_goes_out_and_the_log_says_so() {
    let (home, password) = home();
    allow(&home);
    let shown = home.json(&["identity", "show", ADDRESS]);
    let id = shown["keys"][0]["id"].as_str().unwrap().to_owned();
    for (count, form) in (1..).zip(["windows", "modern"]) {
        let out = format!("{form}.p12");
        let said = home.run(&["identity", "export-p12", ADDRESS, "--for", form, "--out", &out, "--password-file", &password]).good().out;
        assert!(said.contains(NAME), "{said}");
        let pass = format!("pass:{PASSWORD}");
        openssl(home.dir.path(), &["pkcs12", "-in", &out, "-passin", &pass, "-nodes", "-out", "all.pem"]);
        let all = String::from_utf8_lossy(&std::fs::read(home.file("all.pem")).unwrap()).into_owned();
        assert_eq!((all.matches("BEGIN PRIVATE KEY").count(), all.matches("BEGIN CERTIFICATE").count() >= 2), (1, true), "{all}");
        let of_key = openssl(home.dir.path(), &["pkey", "-in", "all.pem", "-pubout"]);
        std::fs::write(home.file("leaf.pem"), shown["keys"][0]["certificates"][0]["pem"].as_str().unwrap()).unwrap();
        assert_eq!(of_key, openssl(home.dir.path(), &["x509", "-in", "leaf.pem", "-noout", "-pubkey"]));
        let log = exports(&home);
        assert_eq!((log.len(), log.last().unwrap()["key"].as_str(), &log[0]["outcome"]), (count, Some(id.as_str()), &"done".into()));
        assert_eq!(log[0]["note"], ADDRESS);
    }
    assert!(home.run(&["keys", "audit"]).good().out.contains("is whole"));
    // what was exported is taken over elsewhere, and opens what was encrypted to it here
    let mail = "From: a@b.example\r\nTo: taro@bank.example\r\n\r\nHello.\r\n";
    let mail = home.write("mail.eml", mail).display().to_string();
    let sealed = home.run(&["encrypt", "--to", ADDRESS, &mail]).good().out;
    let sealed = home.write("sealed.eml", &sealed).display().to_string();
    let opened = home.run(&["decrypt", "--p12", "modern.p12", "--password-file", &password, &sealed]).good().out;
    assert!(opened.ends_with("Hello.\r\n"), "{opened}");
    // with the file a person signs as that address
    let signed = home.run(&["sign", "--p12", "windows.p12", "--password-file", &password, "--opaque", &mail]).good().out;
    let signed = home.write("signed.eml", &signed).display().to_string();
    assert_eq!(home.run(&["verify", "--json", &signed]).json()["signers"][0]["integrity"], "intact");
}

#[test]
fn what_cannot_be_exported_leaves_no_file() {
    let (home, password) = home();
    allow(&home);
    let out = home.file("out.p12").display().to_string();
    let with =
        |more: &[&str]| home.run(&[&["identity", "export-p12"], more, &["--out", &out, "--password-file", &password]].concat()).failed();
    assert!(with(&["nobody@bank.example"]).contains("nobody@bank.example"));
    assert!(with(&[ADDRESS, "--id", "00112233445566778899aabbccddeeff"]).contains("00112233445566778899aabbccddeeff"));
    home.write("out.p12", "something of mine");
    assert!(with(&[ADDRESS]).contains("out.p12"));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "something of mine");
    assert!(exports(&home).is_empty(), "no key was taken out for nothing");
}
