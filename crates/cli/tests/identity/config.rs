//! `config check`: every fault with its place, or what the configuration means.

use crate::support::Home;

#[test]
fn a_good_configuration_is_described() {
    let home = Home::new();
    let said = home.run(&["config", "check"]).good().out;
    assert!(said.contains("kakitome.toml: can be used") && said.contains("next hop:"), "{said}");
    assert!(said.contains("also signed: nothing else") && !said.contains("[]"), "{said}");
    assert!(home.run_in("ja", &["config", "check"]).good().out.contains("ほかに署名する種類: ありません"));
    // init cannot know the name; it is told until somebody has put one there.
    let file = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(said.contains("hostname is still \"localhost\""), "{said}");
    let named = home.write("named.toml", &text.replace("hostname = \"localhost\"", "hostname = \"mail.example.jp\""));
    let shown = home.run(&["config", "check", "--config", named.to_str().unwrap()]).good().out;
    assert!(shown.contains("mail.example.jp") && !shown.contains("hostname is still"), "{shown}");
    let json = home.json(&["config", "check"]);
    assert_eq!(json["schema"], "kakitome.config/1");
    assert!(json["faults"].as_array().unwrap().is_empty() && !json["means"].as_array().unwrap().is_empty());
}

#[test]
fn every_fault_has_its_place() {
    let home = Home::new();
    let text = std::fs::read_to_string(home.path().join("kakitome.toml")).unwrap();
    let wrong = text.replace("address = \"127.0.0.1:2525\"", "address = \"somewhere\"").replace("dkim = \"remove\"", "dkim = \"remov\"");
    assert_ne!(text, wrong);
    let line = wrong.lines().position(|line| line.contains("somewhere")).unwrap() + 1;
    let file = home.write("wrong.toml", &wrong);
    let answer = home.run(&["config", "check", "--config", file.to_str().unwrap(), "--json"]);
    assert_eq!(answer.status, 2);
    let json = answer.json();
    let faults = json["faults"].as_array().unwrap();
    assert!(!faults.is_empty() && faults.iter().all(|fault| fault["line"].as_u64().unwrap() > 0), "{json}");
    let only = text.replace("address = \"127.0.0.1:2525\"", "address = \"somewhere\"");
    let file = home.write("only.toml", &only);
    let answer = home.run_in("ja", &["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!(answer.status, 2);
    let said = answer.out + &answer.err;
    assert!(said.contains(&format!("only.toml:{line}:")) && said.contains("1件"), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let home = Home::new();
    let said = home.run(&["config", "check", "--config", "nowhere.toml"]).failed();
    assert!(said.contains("nowhere.toml"), "{said}");
}
