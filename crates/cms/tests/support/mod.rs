//! What the tests share: the corpus, the openssl program, and a minimal cut through clear-signed mail.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

pub mod bombs;
pub mod cost;
pub mod counting;
pub mod craft;
pub mod mail;
pub mod peers;
pub mod unseal;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kakitome_cms::{ContentDigests, ContentHasher, Limits, SignedData, armor};
use kakitome_crypto::{DigestAlgorithm, PrivateKey};
use kakitome_pki::Certificate;

/// The folder that corpus and facts stand in.
pub fn shared() -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    assert!(shared.join("corpus/manifest.tsv").is_file(), "no corpus at {}: set KAKITOME_SHARED", shared.display());
    shared
}

/// Rows of the corpus's manifest: path and columns by name.
pub struct Row {
    pub path: String,
    pub kind: String,
    pub structure: String,
    pub openssl: String,
}

pub fn manifest() -> Vec<Row> {
    let text = std::fs::read_to_string(shared().join("corpus/manifest.tsv")).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let column = |name: &str| names.iter().position(|column| *column == name).unwrap();
    let (path, kind, structure, openssl) = (column("path"), column("kind"), column("structure"), column("openssl_3.0.22"));
    let mut seen = std::collections::HashSet::new();
    lines
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|cells| seen.insert(cells[path].to_owned()))
        .map(|cells| Row {
            path: cells[path].to_owned(),
            kind: cells[kind].to_owned(),
            structure: cells[structure].to_owned(),
            openssl: cells[openssl].trim_matches('"').to_owned(),
        })
        .collect()
}

/// Runs openssl; it must succeed.
pub fn openssl(folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let (ok, output, errors) = run("openssl", folder, arguments, input);
    assert!(ok, "openssl {arguments:?}: {errors}");
    output
}

/// Runs a program; whether it succeeded, and what it wrote.
pub fn run(program: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> (bool, Vec<u8>, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input); // a program may refuse before it has read all
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    (output.status.success(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A root and leaves of every kind of key, made by openssl once for all tests of this program.
pub struct World {
    pub folder: tempfile::TempDir,
}

/// Names of the leaves: file names without ending.
pub const LEAVES: [(&str, &[&str]); 5] = [
    ("rsa", &["rsa", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("p256", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("p384", &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("p521", &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"]),
    ("ed25519", &["ed25519"]),
];

impl World {
    pub fn get() -> &'static Self {
        static WORLD: std::sync::OnceLock<World> = std::sync::OnceLock::new();
        WORLD.get_or_init(Self::make)
    }

    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        let new_key = |name: &str, kind: &[&str]| {
            let file = format!("{name}.key");
            let arguments = [&["genpkey", "-out", &file, "-algorithm"], kind].concat();
            openssl(at, &arguments, b"");
        };
        new_key("root", LEAVES[1].1);
        let ca = "basicConstraints=critical,CA:TRUE";
        let root =
            ["req", "-x509", "-key", "root.key", "-out", "root.pem", "-days", "3650", "-subj", "/CN=Root/O=Kakitome tests", "-addext", ca];
        openssl(at, &root, b"");
        std::fs::write(
            at.join("leaf.ext"),
            "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=emailProtection\n\
             subjectAltName=email:sign@example.test\nsubjectKeyIdentifier=hash\n",
        )
        .unwrap();
        for (serial, (name, kind)) in (0x8001..).zip(LEAVES) {
            new_key(name, kind);
            let (key, request, pem, serial) = (format!("{name}.key"), format!("{name}.req"), format!("{name}.pem"), serial.to_string());
            let subject = format!("/CN={name}/O=Kakitome tests");
            openssl(at, &["req", "-new", "-key", &key, "-out", &request, "-subj", &subject], b"");
            openssl(
                at,
                &[
                    "x509",
                    "-req",
                    "-in",
                    &request,
                    "-out",
                    &pem,
                    "-CA",
                    "root.pem",
                    "-CAkey",
                    "root.key",
                    "-set_serial",
                    &serial,
                    "-days",
                    "365",
                    "-extfile",
                    "leaf.ext",
                ],
                b"",
            );
        }
        Self { folder }
    }

    pub fn at(&self) -> &Path {
        self.folder.path()
    }

    pub fn openssl(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        openssl(self.at(), arguments, input)
    }

    pub fn certificate(&self, name: &str) -> Certificate {
        Certificate::from_der(self.openssl(&["x509", "-in", &format!("{name}.pem"), "-outform", "DER"], b"")).unwrap()
    }

    pub fn key(&self, name: &str) -> PrivateKey {
        PrivateKey::from_file(&std::fs::read(self.at().join(format!("{name}.key"))).unwrap(), None).unwrap()
    }
}

/// Reads a SignedData in DER, BER or PEM; answers it and the content that was inside.
pub fn read(bytes: &[u8]) -> Result<(SignedData, Vec<u8>), kakitome_cms::Error> {
    let mut content = Vec::new();
    let signed_data = SignedData::read(armor::decode(bytes)?, &mut content, &[], &Limits::default())?;
    Ok((signed_data, content))
}

/// The certificates that came along, as far as they can be read.
pub fn certificates(signed_data: &SignedData) -> Vec<Certificate> {
    signed_data.certificates.iter().filter_map(|der| Certificate::from_der(der.clone()).ok()).collect()
}

pub fn hash(content: &[u8], algorithms: &[DigestAlgorithm]) -> ContentDigests {
    let mut hasher = ContentHasher::new(algorithms.iter().copied());
    hasher.update(content);
    hasher.finish()
}

/// The ids of findings.
pub fn ids(findings: &[kakitome_cms::Finding]) -> Vec<&'static str> {
    findings.iter().map(kakitome_cms::Finding::id).collect()
}
