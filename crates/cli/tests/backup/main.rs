//! A home into one file and back: nothing secret in the clear, nothing half, nothing overwritten (attack rows W16, R35, W05).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const ADDRESS: &str = "noreply@bank.example";

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// A home with one identity.
    fn new() -> Self {
        let bench = Self { folder: tempfile::Builder::new().prefix("kb").tempdir_in("/tmp").unwrap() };
        bench.good(&["init"], "home");
        let config = bench.at("home/kakitome.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        let text =
            text.replace("gateway = \"kakitome\"", "gateway = \"\"").replace("keyholder = \"kakitome-keyholder\"", "keyholder = \"\"");
        std::fs::write(&config, text).unwrap();
        bench.good(&["identity", "add", ADDRESS], "home");
        bench
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str], home: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.args(words).arg("--home").arg(self.at(home)).current_dir(self.folder.path());
        command.env_remove("KAKITOME_HOME").env("LC_ALL", "C").stdin(Stdio::null()).output().expect("it starts")
    }

    fn good(&self, words: &[&str], home: &str) -> String {
        let output = self.run(words, home);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn bad(&self, words: &[&str], home: &str) -> String {
        let output = self.run(words, home);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
        complaint
    }

    /// Signs a mail in this home; whether it verifies against the first home's root.
    fn signs(&self, home: &str) -> bool {
        std::fs::write(self.at("mail.eml"), format!("From: {ADDRESS}\r\nSubject: x\r\n\r\ntext\r\n")).unwrap();
        let signed = self.run(&["sign", "--as", ADDRESS, "mail.eml"], home);
        std::fs::write(self.at("signed.eml"), &signed.stdout).unwrap();
        let root = self.at("home/ca/root.pem");
        let verified =
            Command::new(env!("CARGO_BIN_EXE_kakitome")).args(["verify", "--trust"]).arg(root).arg(self.at("signed.eml")).output();
        verified.unwrap().status.success()
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn r35_w16_a_home_comes_back_with_its_keys_and_no_file_alone_opens_them() {
    let bench = Bench::new();
    // The key of a TLS door lies in the clear in the home, and the outbox in another folder than the usual.
    std::fs::write(bench.at("home/tls.key"), "-----BEGIN PRIVATE KEY-----\nclear\n").unwrap();
    std::fs::create_dir(bench.at("home/data/waiting")).unwrap();
    std::fs::write(bench.at("home/data/waiting/mail"), "on its way").unwrap();
    let config = bench.at("home/kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let relay = "\n[[listener]]\nkind = \"relay\"\n";
    let text = text.replacen(relay, &format!("{relay}tls = {{ cert = \"tls.pem\", key = \"tls.key\" }}\n"), 1);
    std::fs::write(&config, text.replacen("\nfolder = \"outbox\"", "\nfolder = \"data/waiting\"", 1)).unwrap();
    let said = bench.good(&["backup", "home.tar", "--key-out", "apart.key"], "home");
    assert!(said.contains("private key in the clear") && said.contains("tls.key"), "{said}");
    assert!(said.contains("Keep it elsewhere than the backup"), "{said}");
    assert_eq!((mode(&bench.at("home.tar")), mode(&bench.at("apart.key"))), (0o600, 0o600));

    // The key-encryption key is not in the file, in no way of writing it.
    let tar = std::fs::read(bench.at("home.tar")).unwrap();
    let key_file = std::fs::read_to_string(bench.at("apart.key")).unwrap();
    let secret =
        key_file.split_whitespace().find(|word| word.len() >= 64 && word.bytes().all(|b| b.is_ascii_hexdigit())).expect("the key in hex");
    let octets: Vec<u8> =
        secret.as_bytes().chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect();
    assert!(!contains(&tar, secret.as_bytes()) && !contains(&tar, &octets[..16]));
    assert!(!contains(&tar, b"PRIVATE KEY"));

    // It is a tar that others read, and its list is true.
    let listed = Command::new("tar").args(["-tf", "home.tar"]).current_dir(bench.folder.path()).output().unwrap();
    let names = String::from_utf8(listed.stdout).unwrap();
    assert!(names.starts_with("kakitome-backup.json\n") && names.contains("\ndata/kakitome.db\n"), "{names}");
    assert!(!names.contains("tls.key") && !names.contains("waiting"), "{names}");
    assert!(!names.contains("key-encryption.key") && !names.contains("run/") && !names.contains("-wal"), "{names}");

    let complaint = bench.bad(&["restore", "home.tar"], "again");
    assert!(complaint.contains("the keys in home.tar") && complaint.contains("--key FILE"), "{complaint}");
    assert!(!complaint.contains("/.k"), "{complaint}");
    assert!(!bench.at("again").exists(), "nothing half");
    std::fs::write(bench.at("wrong.key"), key_file.replace(secret, &secret.chars().rev().collect::<String>())).unwrap();
    std::fs::write(bench.at("no.key"), [0xff, 0xfe, 0]).unwrap();
    std::fs::write(bench.at("short.key"), "another file\n").unwrap();
    for wrong in ["wrong.key", "no.key", "short.key"] {
        let complaint = bench.bad(&["restore", "home.tar", "--key", wrong], "again");
        assert!(complaint.contains(&format!("cannot be opened with {wrong}: ")) && complaint.contains("--key-out"), "{complaint}");
        assert!(!complaint.contains("/.k") && !complaint.contains("cannot be read"), "{complaint}");
        let complaint = bench.bad(&["--lang", "ja", "restore", "home.tar", "--key", wrong], "again");
        assert!(complaint.contains(&format!("{wrong} で開けません")) && !complaint.contains("/.k"), "{complaint}");
    }
    assert!(!bench.at("again").exists());

    let said = bench.good(&["restore", "home.tar", "--key", "apart.key"], "again");
    assert!(said.contains("keys can be opened"), "{said}");
    assert_eq!(mode(&bench.at("again")), 0o700);
    assert!(bench.signs("again"), "the identity signs as before");
    assert!(bench.good(&["keys", "audit"], "again").contains("whole") || bench.run(&["keys", "audit"], "again").status.success());
    // A serial number of the old home's authority never comes again.
    for home in ["home", "again"] {
        bench.good(&["identity", "add", "late@bank.example"], home);
    }
    let serial = |home: &str| bench.good(&["identity", "show", "late@bank.example", "--json"], home);
    assert_ne!(serial("home"), serial("again"));

    let complaint = bench.bad(&["restore", "home.tar", "--key", "apart.key"], "again");
    assert!(complaint.contains("nothing is overwritten"), "{complaint}");
    let complaint = bench.bad(&["backup", "home.tar"], "home");
    assert!(complaint.contains("home.tar is there already") && complaint.contains("name another file"), "{complaint}");
    let complaint = bench.bad(&["backup", "new.tar", "--key-out", "apart.key"], "home");
    assert!(complaint.contains("apart.key is there already") && !bench.at("new.tar").exists(), "{complaint}");
    // What is found out only afterwards leaves nothing behind that is in the way of the next attempt.
    let complaint = bench.bad(&["backup", "new.tar", "--key-out", "missing/apart.key"], "home");
    assert!(complaint.contains("missing/apart.key: cannot be written") && !bench.at("new.tar").exists(), "{complaint}");
    assert!(bench.at("home.tar").exists() && bench.at("apart.key").exists());
}

#[test]
fn a_changed_or_shortened_backup_is_refused_whole() {
    let bench = Bench::new();
    bench.good(&["backup", "home.tar", "--key-out", "apart.key", "--json"], "home");
    let whole = std::fs::read(bench.at("home.tar")).unwrap();
    let mut changed = whole.clone();
    let place = whole.windows(9).position(|window| window == b"hostname ").expect("the configuration");
    changed[place] = b'H';
    let mut longer = whole[..whole.len() - 1024].to_vec();
    longer.extend_from_slice(&whole[..1024]);
    for (what, bytes) in [
        ("changed", changed),
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("longer", longer),
        ("cut at once", whole[..200].to_vec()),
        ("empty", Vec::new()),
        ("text", b"no tar at all".repeat(100)),
    ] {
        std::fs::write(bench.at("bad.tar"), bytes).unwrap();
        let complaint = bench.bad(&["restore", "bad.tar", "--key", "apart.key"], "again");
        assert!(complaint.contains("bad.tar") && complaint.contains("nothing was restored"), "{what}: {complaint}");
        let foreign = matches!(what, "cut at once" | "empty" | "text");
        assert_eq!(complaint.contains("bad.tar is no backup of ours, or is damaged"), foreign, "{what}: {complaint}");
        assert!(complaint.contains("take an older backup"), "{what}: {complaint}");
        assert!(!bench.at("again").exists(), "{what}");
    }
    let left: Vec<_> = std::fs::read_dir(bench.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".k")), "{left:?}");
}

#[test]
fn a_backup_is_made_while_mail_goes_through() {
    let bench = Bench::new();
    let config = bench.at("home/kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text: String = text
        .lines()
        .map(|line| if line.starts_with("address = \"127.0.0.1:2525\"") { "address = \"127.0.0.1:0\"" } else { line })
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&config, text).unwrap();
    let mut serve = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .args(["serve", "--home"])
        .arg(bench.at("home"))
        .env("LC_ALL", "C")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(serve.stdout.take().unwrap()));
    assert!(lines.any(|line| line.unwrap().starts_with("listening relay ")));
    bench.good(&["backup", "home.tar", "--key-out", "apart.key"], "home");
    assert!(bench.signs("home"), "it signs on");
    Command::new("kill").arg(serve.id().to_string()).status().unwrap();
    serve.wait().unwrap();
    bench.good(&["restore", "home.tar", "--key", "apart.key"], "again");
    assert!(bench.signs("again"));
}
