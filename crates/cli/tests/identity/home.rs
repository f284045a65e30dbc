//! The home: made, made again, missing.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::{Home, texts};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_home_is_private_and_complete() {
    let home = Home::none();
    let made = home.json(&["init"]);
    assert_eq!(made["schema"], "kakitome.home/1");
    assert_eq!(made["kept"].as_array().unwrap().len(), 0, "{made}");
    assert_eq!(mode(&home.path()), 0o700);
    for (name, wanted) in [("kakitome.toml", 0o640), ("data/kakitome.db", 0o600), ("keyholder", 0o700), ("run", 0o700)] {
        assert_eq!(mode(&home.path().join(name)), wanted, "{name}");
    }
}

#[test]
fn a_second_init_changes_nothing() {
    let home = Home::new();
    let config = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace("hostname = \"localhost\"", "hostname = \"mail.bank.example\"");
    std::fs::write(&config, &text).unwrap();
    home.run(&["identity", "add", "noreply@bank.example"]).good();
    let before = home.json(&["identity", "show", "noreply@bank.example"]);
    let again = home.json(&["init"]);
    assert_eq!(again["made"].as_array().unwrap().len(), 0, "{again}");
    assert_eq!(std::fs::read_to_string(&config).unwrap(), text);
    assert_eq!(home.json(&["identity", "show", "noreply@bank.example"]), before);
    // And its keys still work.
    home.run(&["identity", "csr", "noreply@bank.example"]).good();
}

#[test]
fn without_a_home_a_person_is_told_how_to_make_one() {
    let home = Home::none();
    let said = home.run(&["identity", "list"]).failed();
    assert!(said.contains(home.path().to_str().unwrap()) && said.contains("kakitome init"), "{said}");
    let said = home.run_in("ja", &["identity", "list"]).failed();
    assert!(said.contains("ホームがありません") && said.contains("kakitome init"), "{said}");
}

#[test]
fn a_faulty_configuration_is_named_with_its_line() {
    let home = Home::new();
    let config = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("no-such-key = 1\n{text}")).unwrap();
    let said = home.run(&["identity", "list"]).failed();
    assert!(said.contains("kakitome.toml:1:") && said.contains("no-such-key"), "{said}");
}

#[test]
fn a_database_of_a_later_version_is_left_alone() {
    let home = Home::new();
    std::fs::remove_file(home.path().join("data/kakitome.db")).unwrap();
    let said = home.run(&["identity", "list"]).failed();
    assert!(said.contains("kakitome.db"), "{said}");
    std::fs::write(home.path().join("data/kakitome.db"), "no database ".repeat(1000)).unwrap();
    let said = home.run(&["identity", "list"]).failed();
    assert!(said.contains("database"), "{said}");
}

#[test]
fn an_empty_passphrase_file_leaves_nothing_half_made() {
    let home = Home::none();
    let file = home.write("empty", "\n");
    let said = home.run(&["init", "--kek-passphrase-file", file.to_str().unwrap()]).failed();
    assert!(said.contains("passphrase"), "{said}");
    assert!(!home.path().exists());
}

#[test]
fn a_home_with_a_passphrase_asks_at_a_terminal_only() {
    let home = Home::none();
    let file = home.write("passphrase", "correct horse battery staple\n");
    home.run(&["init", "--kek-passphrase-file", file.to_str().unwrap()]).good();
    let said = home.run(&["identity", "add", "noreply@bank.example"]).failed();
    assert!(said.contains("passphrase") && said.contains("kakitome serve"), "{said}");
    home.run(&["init"]).good();
}

#[test]
fn an_empty_home_lists_nothing() {
    let home = Home::new();
    let list = home.json(&["identity", "list"]);
    assert_eq!(list["schema"], "kakitome.identities/1");
    assert!(texts(&list["identities"], "address").is_empty());
    assert!(home.run_in("ja", &["identity", "list"]).good().out.contains("登録はまだありません"));
}

#[test]
fn a_passphrase_for_a_home_with_a_key_file_is_not_ignored_silently() {
    let home = Home::new();
    let file = home.write("passphrase", "correct horse battery staple\n");
    let said = home.run(&["init", "--kek-passphrase-file", file.to_str().unwrap()]).failed();
    assert!(said.contains("key-encryption key"), "{said}");
    home.run(&["identity", "csr", "noreply@bank.example"]).good();
}
