//! `kakitome decrypt` with the keys of the home: what OpenSSL encrypts to an identity's certificate comes out through the keyholder, by
//! the newest key and by every older one; what cannot be said is status 2, what is not for us status 1.

use crate::support::{EXPIRED, Home, PublicCa, openssl};

const ADDRESS: &str = "noreply@bank.example";
const INSIDE: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n";

/// The certificate that the identity signs with, in a file.
fn certificate(home: &Home, name: &str) -> String {
    let mail = home.write("plain.eml", &format!("From: {ADDRESS}\r\nSubject: x\r\n\r\nx\r\n"));
    let signed = home.run(&["sign", "--as", ADDRESS, mail.to_str().unwrap()]).good().out;
    home.write("signed.eml", &signed);
    openssl(home.dir.path(), &["cms", "-verify", "-noverify", "-in", "signed.eml", "-signer", name, "-out", "content"]);
    name.to_owned()
}

/// A mail to the certificate.
fn encrypted(home: &Home, to: &str, words: &[&str], out: &str) -> String {
    home.write("inside", INSIDE);
    let behind = words.iter().position(|word| *word == "-keyopt").unwrap_or(words.len());
    let words = [&["cms", "-encrypt", "-binary", "-in", "inside", "-out", out], &words[..behind], &["-recip", to], &words[behind..]];
    openssl(home.dir.path(), &words.concat());
    out.to_owned()
}

#[track_caller]
fn opens(home: &Home, words: &[&str]) {
    let answer = home.run(&[&["decrypt"], words].concat()).good();
    assert_eq!(answer.out, INSIDE, "{}", answer.err);
}

fn log(home: &Home) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(home.path().join("keyholder/audit/audit-00000001.log")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_whole_history_of_an_identity_opens() {
    let home = Home::new();
    let mut mails = Vec::new();
    // Each addition takes over from the key before; the last but one cannot decrypt, and signs all the same.
    for (at, kind) in ["rsa2048", "p256", "rsa2048"].into_iter().enumerate() {
        home.run(&["identity", "add", ADDRESS, "--key", kind]).good();
        let to = certificate(&home, &format!("to-{at}.pem"));
        let ways: &[&[&str]] = if kind == "p256" {
            &[&["-aes-256-cbc"], &["-aes-128-gcm", "-keyopt", "ecdh_kdf_md:sha256"]]
        } else {
            &[&["-aes-256-cbc"], &["-aes-256-gcm", "-keyid", "-keyopt", "rsa_padding_mode:oaep"]]
        };
        for (way, words) in ways.iter().enumerate() {
            mails.push(encrypted(&home, &to, words, &format!("mail-{at}-{way}.eml")));
        }
        if at == 1 {
            home.run(&["identity", "add", ADDRESS, "--key", "ed25519"]).good();
            home.run(&["keys", "rotate"]).good();
        }
        for mail in &mails {
            opens(&home, &[mail]);
            opens(&home, &["--as", ADDRESS, mail]);
        }
    }
    let uses = log(&home).into_iter().filter(|record| record["what"] == "unwrap").collect::<Vec<_>>();
    assert_eq!(uses.len(), 2 * (2 + 4 + 6), "one private operation for each mail");
    assert!(uses.iter().all(|record| record["outcome"] == "done" && record["sha256"].is_string()));
    let audit = home.json(&["keys", "audit"]);
    assert_eq!(audit["records"].as_u64().unwrap() as usize, log(&home).len());
}

#[test]
fn a_key_that_came_with_an_expired_certificate_opens() {
    let home = Home::new();
    let ca = PublicCa::new(home.dir.path());
    ca.leaf("leaf", &EXPIRED);
    ca.join(&["root.pem", "intermediate.pem"], "more.pem");
    let file = ca.export("secret", "more.pem");
    let password = home.write("password", "secret\n").display().to_string();
    let mail = encrypted(&home, &ca.path("leaf.pem"), &["-aes-256-cbc"], "mail.eml");
    let said = home.run(&["decrypt", &mail]);
    assert_eq!((said.status, said.out.as_str(), said.err.lines().count()), (1, "", 1), "{said:?}");
    assert!(said.err.contains("no key at hand") && said.err.contains("identity import-p12"), "{said:?}");
    home.run(&["identity", "import-p12", &file, "--password-file", &password]).good();
    opens(&home, &[&mail]);
}

#[test]
fn a_key_that_was_certified_for_signing_only_opens_nothing() {
    let home = Home::new();
    let ca = PublicCa::new(home.dir.path());
    ca.join(&["root.pem", "intermediate.pem"], "more.pem");
    let password = home.write("password", "secret\n").display().to_string();
    let mut mails = Vec::new();
    for section in ["signing", "opening"] {
        ca.leaf(section, &["-days", "300"]);
        let file = ca.export("secret", "more.pem");
        home.run(&["identity", "import-p12", &file, "--password-file", &password]).good();
        mails.push(encrypted(&home, &ca.path("leaf.pem"), &["-aes-256-cbc"], &format!("{section}.eml")));
    }
    let said = home.run(&["decrypt", &mails[0]]);
    assert!(said.status == 1 && said.err.contains("no key at hand"), "{said:?}");
    opens(&home, &[&mails[1]]);
}

#[test]
fn what_is_not_for_us_needs_no_keyholder_and_what_is_says_why_it_cannot() {
    let home = Home::new();
    home.run(&["identity", "add", ADDRESS]).good();
    home.run(&["identity", "add", "info@bank.example"]).good();
    let to = certificate(&home, "to.pem");
    let mail = encrypted(&home, &to, &["-aes-256-cbc"], "mail.eml");
    opens(&home, &[&mail]);
    // Of another identity of the home.
    let said = home.run(&["decrypt", "--as", "info@bank.example", &mail]);
    assert_eq!((said.status, said.out.as_str()), (1, ""), "{said:?}");
    assert!(said.err.contains("no key at hand"), "{said:?}");
    let said = home.run(&["decrypt", "--as", "nobody@bank.example", &mail]).failed();
    assert!(said.contains("there is no identity nobody@bank.example"), "{said}");
    assert!(home.run(&["decrypt", "--as", ADDRESS, "--p12", "x.p12", &mail]).failed().contains("--as"));

    // Without the key-encryption key no keyholder starts.
    let kek = home.path().join("keyholder/key-encryption.key");
    std::fs::rename(&kek, home.file("kek")).unwrap();
    let said = home.run(&["decrypt", &mail]).failed();
    assert!(said.contains("the keyholder could not be started") && said.contains("key-encryption.key"), "{said}");
    assert!(home.run_in("ja", &["decrypt", &mail]).failed().contains("鍵保管プロセスを起動できませんでした"));
    let said = home.run(&["decrypt", "--as", "info@bank.example", &mail]);
    assert_eq!(said.status, 1, "{said:?}");
    std::fs::rename(home.file("kek"), &kek).unwrap();
    opens(&home, &[&mail]);

    // A key file that was lost.
    for entry in std::fs::read_dir(home.path().join("keyholder/keys")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::rename(&path, home.file(path.file_name().unwrap().to_str().unwrap())).unwrap();
    }
    let said = home.run(&["decrypt", &mail]).failed();
    assert!(said.contains("the keyholder refuses") && said.contains("there is no key"), "{said}");
}

#[test]
fn without_home_and_without_a_key_a_person_is_told() {
    let home = Home::none();
    let mail = home.write("mail.eml", "From: a@b.example\r\n\r\nx\r\n");
    let said = home.run(&["decrypt", mail.to_str().unwrap()]).failed();
    assert!(said.contains(home.path().to_str().unwrap()) && said.contains("kakitome init"), "{said}");
    home.run(&["init"]).good();
    let said = home.run(&["decrypt", mail.to_str().unwrap()]);
    assert!(said.status == 1 && said.err.contains("is not encrypted"), "{said:?}");
    let said = home.run(&["decrypt", "--home", "nowhere", mail.to_str().unwrap()]).failed();
    assert!(said.contains("nowhere"), "{said}");
}
