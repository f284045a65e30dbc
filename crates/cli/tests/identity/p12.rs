//! `identity import-p12` and `export-p12`: PKCS#12 as OpenSSL writes it, and written for OpenSSL.

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
fn files_of_older_programs_are_taken_over() {
    for extra in [&["-legacy"][..], &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"], &["-nomac"]] {
        let (home, ca, _, password) = with_file("leaf", &["-days", "300"]);
        let base = ["pkcs12", "-export", "-inkey", "leaf.key", "-in", "leaf.pem", "-certfile", "more.pem", "-out", "old.p12"];
        ca.ssl(&[&base[..], &["-passout", "pass:正しいパスワード"], extra].concat());
        let done = home.run(&["identity", "import-p12", &ca.path("old.p12"), "--password-file", &password]).good();
        assert_eq!(done.err.contains("no check value (MAC)"), extra == ["-nomac"], "{}", done.err);
        assert_eq!(home.json(&["identity", "show", ADDRESS])["state"], "active");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let (home, ca, file, password) = with_file("leaf", &["-days", "300"]);
    let base = ["pkcs12", "-export", "-inkey", "leaf.key", "-in", "leaf.pem", "-passout", "pass:正しいパスワード", "-out", "odd.p12"];
    let odd = ca.path("odd.p12");
    ca.ssl(&[&base[..], &["-legacy", "-keypbe", "PBE-SHA1-RC4-128"]].concat());
    let said = home.run(&["identity", "import-p12", &odd, "--password-file", &password]).failed();
    assert!(said.contains("pbeWithSHAAnd128BitRC4") && said.contains("not supported"), "{said}");
    ca.ssl(&["pkcs12", "-export", "-nokeys", "-in", "leaf.pem", "-passout", "pass:正しいパスワード", "-out", "odd.p12"]);
    let said = home.run(&["identity", "import-p12", &odd, "--password-file", &password]).failed();
    assert!(said.contains("no private key"), "{said}");
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len();
    // inside the salt of the MAC, before the iterations
    bytes[end - 6] ^= 1;
    std::fs::write(&odd, &bytes).unwrap();
    let said = home.run(&["identity", "import-p12", &odd, "--password-file", &password]).failed();
    assert!(said.contains("the password is right") && said.contains("altered"), "{said}");
    let said = home.run_in("ja", &["identity", "import-p12", &odd, "--password-file", &password]).failed();
    assert!(said.contains("パスワードは合っています"), "{said}");
}

#[test]
fn a_key_goes_out_in_every_form() {
    let (home, ca, _, password) = with_file("leaf", &["-days", "300"]);
    let (key, cert, chain) = (ca.path("leaf.key"), ca.path("leaf.pem"), ca.path("more.pem"));
    for form in ["windows", "modern", "pbmac1"] {
        let out = ca.path(&format!("{form}.p12"));
        let source = ["identity", "export-p12", "--key", &key, "--cert", &cert, "--chain", &chain, "--for", form];
        let words = [&source[..], &["--out", &out, "--password-file", &password]].concat();
        let said = home.run(&words).good().out;
        assert!(said.contains(&out) && said.contains(ADDRESS) && said.contains("2 certificates"), "{said}");
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&out).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        let again = home.run(&words).failed();
        assert!(again.contains(&out), "{again}");
        if form != "pbmac1" {
            // OpenSSL 3.0 knows no PBMAC1
            let read = ["pkcs12", "-in", &out, "-passin", "pass:正しいパスワード", "-nodes", "-out", "read.pem"];
            ca.ssl(&read);
            let read = String::from_utf8_lossy(&std::fs::read(ca.path("read.pem")).unwrap()).into_owned();
            assert_eq!((read.matches("BEGIN CERTIFICATE").count(), read.matches("BEGIN PRIVATE KEY").count()), (3, 1));
        }
        let taken = Home::new();
        let done = taken.json(&["identity", "import-p12", &out, "--password-file", &password]);
        assert_eq!((done["state"].as_str(), done["missing"].is_null()), (Some("active"), true), "{form}");
    }
    let empty = home.write("empty", "\n").display().to_string();
    let out = ca.path("open.p12");
    let said = home.run(&["identity", "export-p12", "--key", &key, "--cert", &cert, "--out", &out, "--password-file", &empty]).failed();
    assert!(said.contains("without a password") && !std::path::Path::new(&out).exists(), "{said}");
    let root = ca.path("root.pem");
    let said = home.run(&["identity", "export-p12", "--key", &key, "--cert", &root, "--out", &out, "--password-file", &password]).failed();
    assert!(said.contains("root.pem"), "{said}");
    home.run(&["identity", "export-p12", "--out", &out]).failed();
}

#[test]
fn a_file_is_made_readable_for_older_programs() {
    let (home, ca, file, password) = with_file("leaf", &["-days", "300"]);
    let out = ca.path("for-windows.p12");
    let other = home.write("other", "別のパスワード").display().to_string();
    let source = ["identity", "export-p12", "--p12", &file, "--source-password-file", &password];
    let said = home.run(&[&source[..], &["--out", &out, "--password-file", &other]].concat()).good().out;
    assert!(said.contains("見本"), "{said}");
    ca.ssl(&["pkcs12", "-in", &out, "-passin", "pass:別のパスワード", "-noout"]);
    let info = home.run(&["identity", "import-p12", &out, "--password-file", &password]).failed();
    assert!(info.contains("the password is wrong"), "{info}");
    home.run(&["identity", "import-p12", &out, "--password-file", &other, "--entry", "見本"]).good();
    let said = home.run(&["identity", "import-p12", &out, "--password-file", &other, "--entry", "nobody"]).failed();
    assert!(said.contains("nobody") && said.contains("見本"), "{said}");
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
