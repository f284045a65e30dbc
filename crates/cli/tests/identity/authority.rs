//! `identity add`: the built-in private CA, judged by openssl.

use serde_json::Value;

use crate::support::{Home, openssl, texts};

fn leaf(home: &Home, shown: &Value) -> String {
    let pem = shown["keys"][0]["certificates"][0]["pem"].as_str().unwrap();
    home.write("leaf.pem", pem).display().to_string()
}

#[test]
fn openssl_accepts_what_the_private_ca_issues() {
    let home = Home::new();
    let shown = home.json(&["identity", "add", "NoReply@Bank.example"]);
    assert_eq!(shown["schema"], "kakitome.identity/1");
    assert_eq!(shown["address"], "NoReply@bank.example");
    assert_eq!(shown["state"], "active");
    let key = &shown["keys"][0];
    assert_eq!((key["kind"].as_str(), key["source"].as_str()), (Some("rsa2048"), Some("made")));
    let certificate = &key["certificates"][0];
    assert_eq!(shown["signs_with"], certificate["serial"]);
    assert!((729..=730).contains(&certificate["days_left"].as_i64().unwrap()));
    assert_eq!(texts(&certificate["chain"], "role"), ["intermediate", "root"]);
    let leaf = leaf(&home, &shown);
    let ca = home.path().join("ca");
    let (root, issuing) = (ca.join("root.pem"), ca.join("issuing.pem"));
    let said = openssl(
        home.dir.path(),
        &[
            "verify",
            "-x509_strict",
            "-purpose",
            "smimesign",
            "-CAfile",
            root.to_str().unwrap(),
            "-untrusted",
            issuing.to_str().unwrap(),
            &leaf,
        ],
    );
    assert!(said.ends_with("OK\n"), "{said}");
    let text = openssl(home.dir.path(), &["x509", "-in", &leaf, "-noout", "-text"]);
    for wanted in [
        "email:NoReply@bank.example",
        "E-mail Protection",
        "http://pki.bank.example/issuing.crl",
        "Policy: 2.23.140.1.5.1.3",
        "Digital Signature",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let fingerprint = openssl(home.dir.path(), &["x509", "-in", &leaf, "-noout", "-fingerprint", "-sha256", "-serial"]);
    let plain = fingerprint.replace(':', "").to_lowercase();
    assert!(plain.contains(certificate["sha256"].as_str().unwrap()), "{fingerprint}");
    assert!(plain.contains(&certificate["serial"].as_str().unwrap().to_lowercase()), "{fingerprint}");
}

#[test]
fn a_second_add_supersedes_the_first_key_and_keeps_the_ca() {
    let home = Home::new();
    home.run(&["identity", "add", "noreply@bank.example", "--key", "p256"]).good();
    let root = std::fs::read(home.path().join("ca/root.pem")).unwrap();
    let said = home.run_in("ja", &["identity", "add", "noreply@bank.example", "--key", "p256"]).good();
    assert!(said.out.contains("以前の鍵になりました") && !said.out.contains('⟨'), "{said:?}");
    assert!(!said.out.contains("プライベート認証局(社内用)を作成"), "{said:?}");
    assert_eq!(std::fs::read(home.path().join("ca/root.pem")).unwrap(), root);
    let shown = home.json(&["identity", "show", "noreply@bank.example"]);
    assert_eq!(texts(&shown["keys"], "state"), ["active", "superseded"]);
    let text = home.run(&["identity", "show", "noreply@bank.example"]).good().out;
    assert_eq!((text.matches("signs and opens").count(), text.matches("opens old mail").count()), (1, 1), "{text}");
    let list = home.json(&["identity", "list"]);
    assert_eq!(texts(&list["identities"], "address"), ["noreply@bank.example"]);
}

#[test]
fn every_kind_of_key_and_a_name_and_days() {
    let home = Home::new();
    for kind in ["p256", "p384", "rsa3072"] {
        let address = format!("{kind}@bank.example");
        let shown = home.json(&["identity", "add", &address, "--key", kind, "--days", "30", "--name", "見本銀行"]);
        assert_eq!(shown["keys"][0]["kind"], kind);
        assert_eq!(shown["name"], "見本銀行");
        let certificate = &shown["keys"][0]["certificates"][0];
        assert!(certificate["subject"].as_str().unwrap().contains("見本銀行"), "{certificate}");
        assert!((29..=30).contains(&certificate["days_left"].as_i64().unwrap()));
        let leaf = leaf(&home, &shown);
        let ca = home.path().join("ca");
        let (root, issuing) = (ca.join("root.pem"), ca.join("issuing.pem"));
        openssl(
            home.dir.path(),
            &["verify", "-purpose", "smimesign", "-CAfile", root.to_str().unwrap(), "-untrusted", issuing.to_str().unwrap(), &leaf],
        );
    }
}

#[test]
fn what_cannot_be_issued_is_refused_before_a_key_is_made() {
    let home = Home::new();
    for words in [
        vec!["identity", "add", "noreply@bank.example", "--days", "826"],
        vec!["identity", "add", "noreply@bank.example", "--days", "0"],
        vec!["identity", "add", "noreply@bank.example", "--key", "rsa1024"],
        vec!["identity", "add", "noreply@bank.example", "--ca-url", "ftp://x"],
    ] {
        let answer = home.run(&words);
        assert_eq!(answer.status, 2, "{words:?}: {answer:?}");
    }
    let said = home.run_in("ja", &["identity", "add", "Bank <noreply@bank.example>"]).failed();
    assert!(said.contains("メールアドレスではありません"), "{said}");
    assert!(texts(&home.json(&["identity", "list"])["identities"], "address").is_empty());
}

#[test]
fn show_tells_all_in_both_languages() {
    let home = Home::new();
    home.run(&["identity", "add", "noreply@bank.example", "--key", "p256", "--name", "見本銀行"]).good();
    let en = home.run(&["identity", "show", "noreply@BANK.example"]).good().out;
    for wanted in [
        "noreply@bank.example (見本銀行)",
        "active",
        "made by the keyholder",
        "serial number:",
        "SHA-256 fingerprint:",
        "days left",
        "goes along:",
        "root, stays here:",
    ] {
        assert!(en.contains(wanted), "{wanted}: {en}");
    }
    let ja = home.run_in("ja", &["identity", "show", "noreply@bank.example"]).good().out;
    for wanted in ["使用中", "年", "月", "証明書の名義:", "シリアル番号:", "SHA-256 の拇印:", "あと", "中間CA証明書:"]
    {
        assert!(ja.contains(wanted), "{wanted}: {ja}");
    }
    assert!(!en.contains('⟨') && !ja.contains('⟨') && !en.contains("{$") && !ja.contains("{$"));
    let said = home.run(&["identity", "show", "nobody@bank.example"]).failed();
    assert!(said.contains("nobody@bank.example") && said.contains("identity list"), "{said}");
}

/// Strangers may look certificates up only where the owner has said so; he may take it back.
#[test]
fn certificates_are_published_by_the_owners_word() {
    let home = Home::new();
    home.json(&["identity", "add", "noreply@bank.example", "--key", "p256"]);
    let said = home.run(&["identity", "publish", "noreply@bank.example"]).good().out;
    assert!(said.contains("noreply@bank.example") && said.contains("--withdraw"), "{said}");
    let said = home.run_in("ja", &["identity", "publish", "noreply@bank.example", "--withdraw"]).good().out;
    assert!(said.contains("公表を取りやめました"), "{said}");
    let said = home.run(&["identity", "publish", "nobody@bank.example"]).failed();
    assert!(said.contains("nobody@bank.example") && said.contains("identity list"), "{said}");
}

#[test]
fn a_keyholder_that_is_running_is_used_and_left_running() {
    use std::io::BufRead as _;
    let home = Home::new();
    let at = |name: &str| home.path().join(name);
    let mut keyholder = std::process::Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .arg("keyholder")
        .args(["--folder".as_ref(), at("keyholder").as_os_str(), "--socket".as_ref(), at("run/keyholder.sock").as_os_str()])
        .args(["--kek".as_ref(), at("keyholder/key-encryption.key").as_os_str()])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(keyholder.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "ready"));
    at_once(&home);
    assert!(keyholder.try_wait().unwrap().is_none(), "it is not ours to end");
    drop(keyholder.stdin.take());
    assert!(keyholder.wait().unwrap().success());
    // Without it a keyholder of the command's own does the work, and ends with it.
    home.run(&["identity", "csr", "noreply@bank.example"]).good();
    assert!(!at("run/keyholder.sock").exists() && !at("run/command.sock").exists());
}

#[test]
fn a_keyholder_that_cannot_start_says_why() {
    let home = Home::new();
    std::fs::remove_file(home.path().join("keyholder/key-encryption.key")).unwrap();
    let said = home.run(&["identity", "add", "noreply@bank.example"]).failed();
    assert!(said.contains("key-encryption.key"), "{said}");
    let said = home.run_in("ja", &["identity", "add", "noreply@bank.example"]).failed();
    assert!(said.contains("鍵保管プロセスを起動できませんでした"), "{said}");
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    at_once(&Home::new());
}

/// Four commands at the same time: each does its work, and nobody makes a second CA meanwhile.
fn at_once(home: &Home) {
    std::thread::scope(|scope| {
        for number in 0..4 {
            scope.spawn(move || {
                let address = format!("user{number}@bank.example");
                home.run(&["identity", "add", &address, "--key", "p256"]).good();
            });
        }
    });
    let list = home.json(&["identity", "list"]);
    assert_eq!(texts(&list["identities"], "state"), ["active"; 4]);
    let all = list["identities"].as_array().unwrap();
    let issuer = |identity: &Value| identity["keys"][0]["certificates"][0]["chain"][0]["sha256"].as_str().unwrap().to_owned();
    let issuers: std::collections::BTreeSet<String> = all.iter().map(issuer).collect();
    assert_eq!(issuers.len(), 1);
}
