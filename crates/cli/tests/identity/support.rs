//! A home in a temporary folder, the binary over it, and a CA made with openssl.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a command answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn good(self) -> Self {
        assert_eq!(self.status, 0, "{self:#?}");
        self
    }

    /// Exit status 2, nothing on standard output, one line on standard error.
    #[track_caller]
    pub(crate) fn failed(self) -> String {
        assert_eq!(self.status, 2, "{self:#?}");
        assert_eq!(self.out, "", "{self:#?}");
        assert_eq!(self.err.lines().count(), 1, "{self:#?}");
        assert!(!self.err.contains('⟨'), "a sentence is missing: {self:#?}");
        self.err
    }

    #[track_caller]
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

pub(crate) struct Home {
    pub(crate) dir: tempfile::TempDir,
}

impl Home {
    /// A folder without a home.
    pub(crate) fn none() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A home that was made by `init`.
    pub(crate) fn new() -> Self {
        let home = Self::none();
        home.run(&["init"]).good();
        home
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// A file beside the home.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.file(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    pub(crate) fn run(&self, words: &[&str]) -> Answer {
        self.run_in("en", words)
    }

    pub(crate) fn run_in(&self, lang: &str, words: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .args(words)
            .args(["--lang", lang])
            .env("KAKITOME_HOME", self.path())
            .env_remove("LC_ALL")
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Answer {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let mut words = words.to_vec();
        words.push("--json");
        self.run(&words).good().json()
    }
}

/// Runs openssl in a folder and answers what it said.
#[track_caller]
pub(crate) fn openssl(dir: &Path, words: &[&str]) -> String {
    let output = Command::new("openssl").args(words).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "openssl {words:?}: {said}");
    said
}

/// A public CA of ours: root.pem, intermediate.pem, and the keys.
pub(crate) struct PublicCa {
    pub(crate) dir: PathBuf,
}

/// Extensions of its certificates, by section.
const EXTENSIONS: &str = "
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = emailProtection
subjectAltName = email:noreply@bank.example
authorityInfoAccess = caIssuers;URI:http://ca.example/intermediate.cer
authorityKeyIdentifier = keyid
[tls]
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = email:noreply@bank.example
[other]
keyUsage = critical, digitalSignature
extendedKeyUsage = emailProtection
subjectAltName = email:somebody@else.example
[two]
keyUsage = critical, digitalSignature
extendedKeyUsage = emailProtection
subjectAltName = email:noreply@bank.example, email:info@bank.example
[signing]
keyUsage = critical, digitalSignature
extendedKeyUsage = emailProtection
subjectAltName = email:noreply@bank.example
[opening]
keyUsage = critical, keyEncipherment
extendedKeyUsage = emailProtection
subjectAltName = email:noreply@bank.example
";

impl PublicCa {
    pub(crate) fn new(dir: &Path) -> Self {
        let ca = Self { dir: dir.join("public-ca") };
        std::fs::create_dir(&ca.dir).unwrap();
        std::fs::write(ca.dir.join("ext.cnf"), EXTENSIONS).unwrap();
        ca.key("root");
        ca.key("intermediate");
        ca.request("root", "/O=Example Trust/CN=Example Root R1");
        ca.request("intermediate", "/O=Example Trust/CN=Example Mail CA 2");
        ca.ssl(&[
            "x509",
            "-req",
            "-in",
            "root.csr",
            "-key",
            "root.key",
            "-days",
            "3650",
            "-extfile",
            "ext.cnf",
            "-extensions",
            "ca",
            "-out",
            "root.pem",
        ]);
        ca.sign("intermediate.csr", "ca", "root", &["-days", "1000"], "intermediate.pem");
        ca
    }

    #[track_caller]
    pub(crate) fn ssl(&self, words: &[&str]) -> String {
        openssl(&self.dir, words)
    }

    pub(crate) fn key(&self, name: &str) {
        self.ssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &format!("{name}.key")]);
    }

    pub(crate) fn request(&self, name: &str, subject: &str) {
        self.ssl(&["req", "-new", "-key", &format!("{name}.key"), "-subj", subject, "-out", &format!("{name}.csr")]);
    }

    /// Signs a request with a section of the extensions.
    pub(crate) fn sign(&self, request: &str, section: &str, issuer: &str, days: &[&str], out: &str) {
        let ca = format!("{issuer}.pem");
        let key = format!("{issuer}.key");
        let mut words = vec![
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            &ca,
            "-CAkey",
            &key,
            "-CAcreateserial",
            "-extfile",
            "ext.cnf",
            "-extensions",
            section,
            "-out",
            out,
        ];
        words.extend(days);
        self.ssl(&words);
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }

    /// Several files in one.
    pub(crate) fn join(&self, names: &[&str], out: &str) -> String {
        let text: String = names.iter().map(|name| std::fs::read_to_string(self.dir.join(name)).unwrap()).collect();
        std::fs::write(self.dir.join(out), text).unwrap();
        self.path(out)
    }

    /// A key and a certificate made outside: leaf.key and leaf.pem.
    pub(crate) fn leaf(&self, section: &str, days: &[&str]) {
        self.ssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "leaf.key"]);
        self.request("leaf", "/CN=Example Bank");
        self.sign("leaf.csr", section, "intermediate", days, "leaf.pem");
    }

    /// leaf.key and leaf.pem with more certificates as OpenSSL writes them: leaf.p12.
    pub(crate) fn export(&self, password: &str, more: &str) -> String {
        self.ssl(&[
            "pkcs12",
            "-export",
            "-inkey",
            "leaf.key",
            "-in",
            "leaf.pem",
            "-certfile",
            more,
            "-passout",
            &format!("pass:{password}"),
            "-name",
            "見本",
            "-out",
            "leaf.p12",
        ]);
        self.path("leaf.p12")
    }
}

/// How many days from now a dated certificate of openssl ends: `-days` takes no past, these words do.
pub(crate) const EXPIRED: [&str; 2] = ["-days", "-1"];

/// The names in a list of objects.
pub(crate) fn texts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect()
}
