//! Programs by others that messages are exchanged with, and recipients whose keys all of them have. What is not installed is said
//! and passed over.

#![allow(clippy::print_stderr, clippy::cast_possible_truncation, reason = "a test that was skipped says so")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};

use kakitome_crypto::MemoryOpener;
use kakitome_pki::Certificate;

use super::{World, run};

/// Says that a test did not run: on standard error, and to whoever counts.
pub fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: {reason}").unwrap();
    }
}

/// Whether this program can be started.
pub fn has(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

/// Someone who can decrypt: files `NAME.key` and `NAME.pem` in the world's folder.
pub struct Reader {
    pub name: &'static str,
    pub pem: String,
    pub key: String,
    pub certificate: Certificate,
    pub opener: MemoryOpener,
}

const READERS: [(&str, &[&str]); 5] = [
    ("to-rsa", &["rsa", "-pkeyopt", "rsa_keygen_bits:2048"]),
    ("to-p256", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("to-p384", &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("to-p521", &["ec", "-pkeyopt", "ec_paramgen_curve:P-521"]),
    ("to-x25519", &["x25519"]),
];

/// One reader for each kind of key, with a certificate for encryption under the world's root.
pub fn readers() -> &'static [Reader] {
    static ALL: OnceLock<Vec<Reader>> = OnceLock::new();
    ALL.get_or_init(|| {
        let world = World::get();
        std::fs::write(
            world.at().join("reader.ext"),
            "basicConstraints=CA:FALSE\nkeyUsage=critical,keyEncipherment,keyAgreement\nextendedKeyUsage=emailProtection\n\
             subjectAltName=email:read@example.test\nsubjectKeyIdentifier=hash\n",
        )
        .unwrap();
        READERS.iter().zip(0x9001_u32..).map(|((name, kind), serial)| reader(world, name, kind, serial)).collect()
    })
}

fn reader(world: &World, name: &'static str, kind: &[&str], serial: u32) -> Reader {
    let (key, public, pem, serial) = (format!("{name}.key"), format!("{name}.pub"), format!("{name}.pem"), serial.to_string());
    let request = format!("{name}.req");
    world.openssl(&[&["genpkey", "-out", &key, "-algorithm"], kind].concat(), b"");
    world.openssl(&["pkey", "-in", &key, "-pubout", "-out", &public], b"");
    // a key that cannot sign cannot sign a request either: the RSA leaf does, and its key is replaced
    world.openssl(&["req", "-new", "-key", "rsa.key", "-out", &request, "-subj", &format!("/CN={name}/O=Kakitome tests")], b"");
    let sign = ["x509", "-req", "-in", &request, "-out", &pem, "-CA", "root.pem", "-CAkey", "root.key", "-days", "365"];
    world.openssl(&[&sign[..], &["-set_serial", &serial, "-extfile", "reader.ext", "-force_pubkey", &public]].concat(), b"");
    let opener = MemoryOpener::new(world.key(name)).unwrap();
    Reader { name, pem, key, certificate: world.certificate(name), opener }
}

/// The reader of this name.
pub fn reader_of(name: &str) -> &'static Reader {
    readers().iter().find(|reader| reader.name == name).unwrap()
}

/// Bouncy Castle, started once for all orders of a test program; see `java/Peer.java`.
pub struct BouncyCastle {
    line: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _child: Child,
}

/// Where Debian and Ubuntu put the parts of Bouncy Castle (packages libbcprov-java, libbcutil-java, libbcpkix-java).
const JARS: [&str; 3] = ["/usr/share/java/bcpkix.jar", "/usr/share/java/bcutil.jar", "/usr/share/java/bcprov.jar"];

impl BouncyCastle {
    /// It, if it is installed; else the test is said to be skipped.
    pub fn get(test: &str) -> Option<&'static Self> {
        static PEER: OnceLock<Option<BouncyCastle>> = OnceLock::new();
        let peer = PEER.get_or_init(|| {
            let is_here = has("java") && JARS.iter().all(|jar| Path::new(jar).is_file());
            is_here.then(Self::start)
        });
        if peer.is_none() {
            skip(test, "Bouncy Castle or java is not installed");
        }
        peer.as_ref()
    }

    fn start() -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/Peer.java");
        let mut child = Command::new("java")
            .args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", &JARS.join(":")])
            .arg(program)
            .current_dir(World::get().at())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let line = Mutex::new((child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap())));
        Self { line, _child: child }
    }

    /// One order; what it answers, or why it could not.
    pub fn order(&self, fields: &[&str]) -> Result<String, String> {
        let mut line = self.line.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (orders, answers) = &mut *line;
        writeln!(orders, "{}", fields.join("\t")).unwrap();
        orders.flush().unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        match answer.trim_end_matches('\n').split_once('\t') {
            Some(("OK", text)) => Ok(text.to_owned()),
            Some(("NO", why)) => Err(why.to_owned()),
            _ => panic!("Bouncy Castle answered {answer:?} to {fields:?}"),
        }
    }

    /// One order that must succeed.
    pub fn must(&self, fields: &[&str]) -> String {
        self.order(fields).unwrap_or_else(|why| panic!("Bouncy Castle could not {fields:?}: {why}"))
    }
}

/// Octets from hexadecimal digits.
pub fn unhex(text: &str) -> Vec<u8> {
    let digit = |octet: u8| char::from(octet).to_digit(16).unwrap() as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Hexadecimal digits of octets.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Runs a program in the world's folder; it must succeed.
pub fn program(name: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let (ok, output, errors) = run(name, World::get().at(), arguments, input);
    assert!(ok, "{name} {arguments:?}: {errors}\n{}", String::from_utf8_lossy(&output));
    output
}
