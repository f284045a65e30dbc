//! A small name system of our own on loopback: a signed root and the zones that a test wants below it, signed by ldns, served by NSD.
//! Any crate's test may include it. Everything lies in one folder and ends with the value.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How a zone is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signing {
    /// Not at all: the root has no DS for it.
    None,
    /// As it should be, with NSEC.
    Good,
    /// With NSEC3.
    Nsec3,
    /// The signatures ended long ago.
    Expired,
    /// Its keys are not those that the root vouches for.
    Stranger,
    /// The server has no file for it and answers SERVFAIL.
    Broken,
}

/// A zone directly below the root.
pub(crate) struct Zone {
    /// Such as `secure.example`, without a last dot.
    pub(crate) name: &'static str,
    /// Records beside SOA and NS, names relative to the zone.
    pub(crate) records: String,
    pub(crate) signing: Signing,
    /// Replaced in the file after signing.
    pub(crate) tamper: Option<(&'static str, &'static str)>,
}

impl Zone {
    pub(crate) fn new(name: &'static str, signing: Signing, records: impl Into<String>) -> Self {
        Self { name, records: records.into(), signing, tamper: None }
    }
}

/// The running server.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    /// DNSKEY of the root.
    pub(crate) anchor: String,
    child: Child,
    folder: tempfile::TempDir,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        // SIGTERM: it has a child of its own to end
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until && !matches!(self.child.try_wait(), Ok(Some(_))) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is missing to run one, if anything.
pub(crate) fn missing() -> Option<&'static str> {
    let here = |name: &str| ["/usr/sbin", "/usr/bin"].iter().any(|folder| Path::new(folder).join(name).is_file());
    ["nsd", "ldns-signzone", "ldns-keygen", "ldns-key2ds"].into_iter().find(|name| !here(name))
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A key; its base name in the folder.
fn key(folder: &Path, zone: &str) -> String {
    let name = run(folder, "ldns-keygen", &["-a", "ECDSAP256SHA256", "-k", zone]).trim().to_owned();
    // ldns writes the DS beside it only in some versions
    let ds = run(folder, "ldns-key2ds", &["-n", "-2", &format!("{name}.key")]);
    std::fs::write(folder.join(format!("{name}.ds")), ds).unwrap();
    name
}

fn sign(folder: &Path, zone: &str, file: &str, key: &str, signing: Signing) {
    let signed = format!("{file}.signed");
    let mut arguments = vec!["-o", zone, "-f", &signed];
    match signing {
        Signing::Nsec3 => arguments.extend(["-n", "-t", "1", "-s", "ab"]),
        Signing::Expired => arguments.extend(["-i", "20200101000000", "-e", "20200201000000"]),
        _ => {}
    }
    arguments.extend([file, key]);
    run(folder, "ldns-signzone", &arguments);
}

/// Head of every zone; a short time to live, so that nothing outlives a test.
fn head(origin: &str) -> String {
    format!("$ORIGIN {origin}\n$TTL 60\n@ IN SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 60\n@ IN NS ns.invalid.\n")
}

/// Signs and serves.
pub(crate) fn start(zones: &[Zone]) -> NameServer {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut root = head(".");
    let mut served = String::from("zone:\n name: .\n zonefile: root.signed\n");
    for zone in zones {
        let origin = format!("{}.", zone.name);
        let file = zone.name.replace('.', "-");
        let _ = writeln!(root, "{origin} IN NS ns.invalid.");
        if zone.signing == Signing::Broken {
            let _ = write!(served, "zone:\n name: {origin}\n zonefile: is-not-there\n");
            continue;
        }
        std::fs::write(at.join(&file), head(&origin) + &zone.records + "\n").unwrap();
        let mut lies = file.clone();
        if zone.signing != Signing::None {
            let own = key(at, &origin);
            sign(at, &origin, &file, &own, zone.signing);
            lies += ".signed";
            let vouched = if zone.signing == Signing::Stranger { key(at, &origin) } else { own };
            root += &std::fs::read_to_string(at.join(format!("{vouched}.ds"))).unwrap();
        }
        if let Some((from, to)) = zone.tamper {
            let text = std::fs::read_to_string(at.join(&lies)).unwrap();
            assert!(text.contains(from), "{from} is not in {text}");
            std::fs::write(at.join(&lies), text.replace(from, to)).unwrap();
        }
        let _ = write!(served, "zone:\n name: {origin}\n zonefile: {lies}\n");
    }
    std::fs::write(at.join("root"), root).unwrap();
    let own = key(at, ".");
    sign(at, ".", "root", &own, Signing::Good);
    let anchor = std::fs::read_to_string(at.join(format!("{own}.key"))).unwrap();
    let (child, address) = serve(at, &served);
    NameServer { address, anchor, child, folder }
}

fn serve(at: &Path, zones: &str) -> (Child, SocketAddr) {
    let address = free();
    let config = format!(
        "server:\n ip-address: 127.0.0.1@{}\n username: \"\"\n chroot: \"\"\n zonesdir: \"{at}\"\n database: \"\"\n pidfile: \"{at}/pid\"\n xfrdfile: \"{at}/xfrd\"\n \
         zonelistfile: \"{at}/list\"\n logfile: \"{at}/log\"\n server-count: 1\n refuse-any: no\nremote-control:\n control-enable: no\n{zones}",
        address.port(),
        at = at.display(),
    );
    std::fs::write(at.join("nsd.conf"), config).unwrap();
    let file = at.join("nsd.conf").display().to_string();
    let child = Command::new("/usr/sbin/nsd")
        .args(["-d", "-c", &file])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_err() {
        let log = std::fs::read_to_string(at.join("log")).unwrap_or_default();
        assert!(Instant::now() < until, "NSD does not listen: {log}");
        std::thread::sleep(Duration::from_millis(20));
    }
    (child, address)
}

/// A port that is free for both transports.
fn free() -> SocketAddr {
    loop {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}
