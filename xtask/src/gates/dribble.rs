//! S15: five thousand clients that say a byte in a second, in a command, in a mail and in a handshake, with the whole program: each is cut at
//! its limit and told why, and honest clients are served within a second meanwhile. The short form is a test
//! (`crates/gateway/tests/rows/slow.rs`).

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::stand::{Stand, free_port};
use crate::shell;

/// The limits of the trial: short enough to see them pass, longer than it takes to open all connections.
const COMMAND: u64 = 60;
const GRACE: u64 = 40;
const HANDSHAKE: u64 = 40;
/// The gate: how long an honest mail takes, and the memory of one that dribbles.
const MOST_WAIT: Duration = Duration::from_secs(1);
const MOST_EACH: u64 = 64;
/// Beyond its limit nobody is kept longer, on a loaded machine.
const LATE: Duration = Duration::from_secs(30);

/// Where one of them dribbles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Command,
    Mail,
    Handshake,
}

struct Dribbler {
    stream: TcpStream,
    step: Step,
    since: Instant,
    said: Vec<u8>,
}

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let ours = format!("--pid={}", std::process::id());
    shell::output(Command::new("prlimit").arg(ours).arg("--nofile=20000:20000")).context("so many clients need as many descriptors")?;
    let folder = tempfile::tempdir()?;
    let (lmtp, tls) = (free_port()?, free_port()?);
    let more = doors(folder.path(), lmtp, tls)?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), &more)?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let running = stand.start(&[])?;
    let gateway = running.named("gateway").context("no gateway")?;
    let alone = honest(stand.door, 0)?;
    let before = resident(gateway)?;

    let begun = Instant::now();
    let mut crowd = Vec::with_capacity(trial.rounds);
    for number in 0..trial.rounds {
        let place = match number % 5 {
            0 => (stand.door, "EHLO", Step::Command),
            1 => (stand.door, "EHLO", Step::Mail),
            2 => (lmtp, "LHLO", Step::Command),
            3 => (lmtp, "LHLO", Step::Mail),
            _ => (tls, "", Step::Handshake),
        };
        crowd.push(begin(place).with_context(|| format!("client {number}"))?);
    }
    println!("{} clients dribble after {:.1?}", crowd.len(), begun.elapsed());

    let (mut most, mut slowest, mut mails, mut told, mut cut) = (0, Duration::ZERO, 1, 0, 0);
    let mut last = Duration::ZERO;
    while !crowd.is_empty() {
        let round = Instant::now();
        most = most.max(resident(gateway)?);
        let mut left = Vec::with_capacity(crowd.len());
        for mut one in crowd {
            if dribble(&mut one)? {
                left.push(one);
                continue;
            }
            cut += 1;
            last = last.max(one.since.elapsed());
            told += usize::from(one.said.starts_with(b"421 4.4.2"));
            check(&one)?;
        }
        crowd = left;
        slowest = slowest.max(honest(stand.door, mails)?);
        mails += 1;
        std::thread::sleep(Duration::from_secs(1).saturating_sub(round.elapsed()));
    }
    let each = most.saturating_sub(before) / trial.rounds.max(1) as u64;
    println!(
        "{cut} were cut, {told} of them told 421 4.4.2, the last after {last:.1?}; {mails} honest mails meanwhile, the slowest in \
         {slowest:.1?} ({alone:.1?} alone); {most} KiB resident at most ({before} before), {each} KiB each"
    );
    std::thread::sleep(Duration::from_secs(5));
    let delivered = hop.ids()?.len();
    if delivered != mails {
        bail!("{delivered} mails at the next hop: {mails} honest ones were taken, and nothing else may come");
    }
    if slowest > MOST_WAIT || each > MOST_EACH {
        bail!("at most {MOST_WAIT:?} and {MOST_EACH} KiB");
    }
    Ok(())
}

/// Beside the relay of every stand: LMTP, and a door of TLS.
fn doors(folder: &Path, lmtp: u16, tls: u16) -> Result<String> {
    let (key, certificate) = (folder.join("key.pem"), folder.join("cert.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=gate.example"]);
    shell::output(openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate)).context("a certificate for the door of TLS")?;
    Ok(format!(
        "[limits]\nconnections = 20000\nconnections-per-client = 20000\ncommand-seconds = {COMMAND}\ndata-grace-seconds = {GRACE}\n\
         data-rate = 500\nhandshake-seconds = {HANDSHAKE}\n\
         [[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:{lmtp}\"\nnetworks = [\"here\"]\nacknowledge = \"outbox\"\n\
         [[listener]]\nkind = \"submission\"\naddress = \"127.0.0.1:{tls}\"\ntls = {{ cert = \"{}\", key = \"{}\" }}\n",
        certificate.display(),
        key.display()
    ))
}

fn begin((port, hello, step): (u16, &str, Step)) -> Result<Dribbler> {
    let mut stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    if step != Step::Handshake {
        reply(&mut stream, "220")?;
        stream.write_all(format!("{hello} slow.example\r\n").as_bytes())?;
        reply(&mut stream, "250")?;
    }
    if step == Step::Mail {
        for (words, wanted) in [("MAIL FROM:<a@x.test>", "250"), ("RCPT TO:<b@y.test>", "250"), ("DATA", "354")] {
            stream.write_all(format!("{words}\r\n").as_bytes())?;
            reply(&mut stream, wanted)?;
        }
    }
    if step == Step::Handshake {
        // the head of a record of 512 octets
        stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0])?;
    }
    stream.set_nonblocking(true)?;
    Ok(Dribbler { stream, step, since: Instant::now(), said: Vec::new() })
}

fn reply(stream: &mut TcpStream, wanted: &str) -> Result<()> {
    let mut all = Vec::new();
    let mut octet = [0];
    loop {
        stream.read_exact(&mut octet)?;
        all.extend_from_slice(&octet);
        let text = String::from_utf8_lossy(&all).into_owned();
        let Some(line) = text.strip_suffix("\r\n").map(|text| text.rsplit("\r\n").next().unwrap_or_default()) else { continue };
        if line.as_bytes().get(3) == Some(&b'-') {
            continue;
        }
        if !line.starts_with(wanted) {
            bail!("{wanted} was expected: {line}");
        }
        return Ok(());
    }
}

/// One more octet; whether the connection still lives.
fn dribble(one: &mut Dribbler) -> Result<bool> {
    let mut buffer = [0; 512];
    loop {
        match one.stream.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(count) => one.said.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => return Ok(false),
        }
    }
    let limit = match one.step {
        Step::Command => COMMAND,
        Step::Mail => GRACE,
        Step::Handshake => HANDSHAKE,
    };
    if one.since.elapsed() > Duration::from_secs(limit) + LATE {
        bail!("{:?} was not cut after {:.1?}", one.step, one.since.elapsed());
    }
    match one.stream.write(if one.step == Step::Handshake { &[0] } else { b"x" }) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(true),
        Err(_) => Ok(false),
    }
}

/// What it was told at the end: 421, an alert of TLS, or nothing if its own octet crossed the end.
fn check(one: &Dribbler) -> Result<()> {
    let fine = match one.step {
        Step::Handshake => one.said.first().is_none_or(|first| *first == 0x15),
        Step::Command | Step::Mail => one.said.is_empty() || one.said.starts_with(b"421 4.4.2"),
    };
    if !fine {
        bail!("{:?} was told {:?}", one.step, String::from_utf8_lossy(&one.said));
    }
    Ok(())
}

/// A mail of an honest client, from connecting to its 250.
fn honest(port: u16, number: usize) -> Result<Duration> {
    let begun = Instant::now();
    let reply = Client::connect(port)?.mail(&format!("honest{number}"), 2_000)?;
    if !reply.starts_with("250") {
        bail!("an honest mail was answered {reply}");
    }
    Ok(begun.elapsed())
}

/// Resident memory in KiB.
fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    line.split_whitespace().nth(1).context("no figure")?.parse().context("VmRSS")
}
