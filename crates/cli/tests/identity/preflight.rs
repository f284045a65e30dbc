//! `kakitome preflight --as`: an identity before its first mail.

use crate::support::Home;

#[test]
fn an_identity_is_checked_without_a_mail() {
    let home = Home::new();
    home.run(&["identity", "add", "noreply@bank.example"]).good();
    let check = |more: &[&str]| home.run(&[&["preflight", "--as", "noreply@bank.example"], more].concat());
    // nobody outside has the root of the built-in authority
    let answer = check(&["--json"]);
    assert_eq!(answer.status, 1, "{answer:#?}");
    let object = answer.json();
    assert_eq!(object["schema"], "kakitome.preflight/1");
    assert_eq!(object["identity"]["address"], "noreply@bank.example");
    let shown = home.run(&["identity", "show", "noreply@bank.example"]).good();
    assert!(shown.out.contains(object["identity"]["serial"].as_str().unwrap()), "{shown:#?}");
    let points = object["points"].as_array().unwrap();
    assert_eq!((&points[0]["id"], &points[0]["weight"]), (&"reissue".into(), &"stop".into()), "{object:#}");
    let clients: Vec<&str> = points[0]["clients"].as_array().unwrap().iter().map(|one| one["client"].as_str().unwrap()).collect();
    assert!(clients.contains(&"outlook-classic") && clients.contains(&"thunderbird") && clients.contains(&"ios-mail"), "{clients:?}");
    // nothing of the specimen itself is complained of
    for id in ["sign", "seven-bit", "match-address"] {
        assert!(points.iter().all(|point| point["id"] != id), "{id}: {object:#}");
    }
    // a recipient at a carrier makes a choice a warning
    let weight = |to: &[&str]| {
        let object = check(&[&["--json"], to].concat()).json();
        let all = object["points"].as_array().unwrap().clone();
        all.iter().find(|point| point["id"] == "unsigned-by-choice").map(|point| point["weight"].as_str().unwrap().to_owned())
    };
    assert_eq!(weight(&["--to", "a@softbank.ne.jp"]).as_deref(), Some("warn"));
    assert_eq!(weight(&["--to", "a@example.com"]).as_deref(), Some("note"));
    // in both languages; nothing was sent and no mail is in the journal
    assert!(check(&[]).out.contains("A specimen mail was signed with its key for this check; it is not sent."));
    let japanese = home.run_in("ja", &["preflight", "--as", "noreply@bank.example"]);
    assert!(japanese.out.starts_with("差出人 noreply@bank.example") && japanese.out.contains("見本は送信しません"), "{japanese:#?}");
    assert_eq!(home.run(&["journal", "find"]).out.matches("noreply@bank.example").count(), 0);
}

#[test]
fn what_is_no_identity_is_refused() {
    let home = Home::new();
    let refused = |words: &[&str]| home.run(&[&["preflight", "--as"], words].concat()).failed();
    assert!(refused(&["nobody@bank.example"]).contains("has no key with a certificate to sign with"));
    assert!(refused(&["nobody"]).contains("is not a mail address"));
    assert!(refused(&["a@bank.example\r\nBcc: b@bank.example"]).contains("is not a mail address"));
    assert!(refused(&["a@bank.example", "mail.eml"]).contains("cannot be used with"));
    assert!(Home::none().run(&["preflight", "--as", "a@bank.example"]).failed().contains("kakitome init"));
}
