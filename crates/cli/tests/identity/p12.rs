//! `identity import-p12`: PKCS#12 as OpenSSL 3 writes it.

use crate::support::{EXPIRED, Home, PublicCa, texts};

const ADDRESS: &str = "noreply@bank.example";

fn with_file(section: &str, days: &[&str]) -> (Home, PublicCa, String, String) {
    let home = Home::new();
    let ca = PublicCa::new(home.dir.path());
    ca.leaf(section, days);
    ca.join(&["root.pem", "intermediate.pem"], "more.pem");
    let file = ca.export("正しいパスワード", "more.pem");
    let password = home.write("password", "正しいパスワード\n").display().to_string();
    (home, ca, file, password)
}

#[test]
fn a_key_with_its_chain_is_taken_over() {
    let (home, _ca, file, password) = with_file("leaf", &["-days", "300"]);
    let done = home.json(&["identity", "import-p12", &file, "--password-file", &password]);
    assert_eq!(done["address"], ADDRESS);
    assert_eq!(done["state"], "active");
    assert_eq!(done["keys"][0]["source"], "imported");
    assert_eq!(texts(&done["keys"][0]["certificates"][0]["chain"], "role"), ["intermediate", "root"]);
    assert!(done["missing"].is_null());
    // Once more: nothing new.
    let again = home.json(&["identity", "import-p12", &file, "--password-file", &password]);
    assert_eq!(again["keys"].as_array().unwrap().len(), 1);
    // The key is at the keyholder and signs a request.
    let said = home.run_in("ja", &["identity", "list"]).good().out;
    assert!(said.contains("noreply@bank.example: 使用中、rsa2048"), "{said}");
    // The key's own bytes are nowhere in the home in clear.
    let key = std::fs::read_to_string(home.file("public-ca/leaf.key")).unwrap();
    let body: String = key.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64_of(&body);
    // In the middle of its first prime.
    let secret = &der[600..632];
    for entry in walk(&home.path()) {
        let bytes = std::fs::read(&entry).unwrap_or_default();
        assert!(!contains(&bytes, secret), "{}", entry.display());
    }
}

#[test]
fn a_wrong_password_has_a_sentence_of_its_own() {
    let (home, _ca, file, _) = with_file("leaf", &["-days", "300"]);
    let wrong = home.write("wrong", "間違ったパスワード\n").display().to_string();
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &wrong]).failed();
    assert!(said.contains("leaf.p12") && said.contains("the password is wrong"), "{said}");
    let said = home.run_in("ja", &["identity", "import-p12", &file, "--password-file", &wrong]).failed();
    assert!(said.contains("パスワード") && !said.contains("間違ったパスワード"), "{said}");
    let said = home.run(&["identity", "import-p12", &file]).failed();
    assert!(said.contains("--password-file"), "{said}");
    assert!(texts(&home.json(&["identity", "list"])["identities"], "address").is_empty());
}

#[test]
fn an_old_key_comes_as_history() {
    let (home, ca, file, password) = with_file("leaf", &EXPIRED);
    home.run(&["identity", "add", ADDRESS]).good();
    let signs = home.json(&["identity", "show", ADDRESS])["signs_with"].clone();
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &password]).good().out;
    assert!(said.contains("opens old mail"), "{said}");
    let shown = home.json(&["identity", "show", ADDRESS]);
    assert_eq!(shown["signs_with"], signs);
    assert_eq!(texts(&shown["keys"], "state"), ["superseded", "active"]);
    drop(ca);
}

#[test]
fn keys_for_signing_and_for_opening_come_apart() {
    let (home, ca, file, password) = with_file("signing", &["-days", "300"]);
    home.run(&["identity", "import-p12", &file, "--password-file", &password]).good();
    ca.leaf("opening", &["-days", "300"]);
    let file = ca.export("正しいパスワード", "more.pem");
    let done = home.json(&["identity", "import-p12", &file, "--password-file", &password]);
    assert_eq!(texts(&done["keys"], "purpose"), ["decrypt", "sign"]);
    assert_eq!(texts(&done["keys"], "state"), ["active", "active"]);
    assert_eq!(done["signs_with"], done["keys"][1]["certificates"][0]["serial"]);
}

#[test]
fn several_addresses_need_a_choice() {
    let (home, _ca, file, password) = with_file("two", &["-days", "300"]);
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &password]).failed();
    for wanted in [ADDRESS, "info@bank.example", "--address"] {
        assert!(said.contains(wanted), "{said}");
    }
    let done = home.json(&["identity", "import-p12", &file, "--password-file", &password, "--address", "info@bank.example"]);
    assert_eq!(done["address"], "info@bank.example");
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &password, "--address", "x@bank.example"]).failed();
    assert!(said.contains("x@bank.example"), "{said}");
}

#[test]
fn without_its_intermediate_it_is_refused_and_told_where_to_get_it() {
    let (home, ca, _, password) = with_file("leaf", &["-days", "300"]);
    let file = ca.export("正しいパスワード", "root.pem");
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &password]).failed();
    assert!(said.contains("http://ca.example/intermediate.cer"), "{said}");
    let more = ca.path("intermediate.pem");
    home.run(&["identity", "import-p12", &file, "--password-file", &password, "--chain", &more]).good();
}

#[test]
fn another_file_is_named() {
    let home = Home::new();
    let file = home.write("letter.p12", "Dear customer").display().to_string();
    let password = home.write("password", "x").display().to_string();
    let said = home.run(&["identity", "import-p12", &file, "--password-file", &password]).failed();
    assert!(said.contains("letter.p12"), "{said}");
    let said = home.run(&["identity", "import-p12", "nowhere.p12", "--password-file", &password]).failed();
    assert!(said.contains("nowhere.p12"), "{said}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else if path.is_file() {
            found.push(path);
        }
    }
    found
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}
