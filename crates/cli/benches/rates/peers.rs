//! Kakitome beside others, in one run on the same cores: its relay, its milter in Postfix, Postfix that passes mail through unsigned, and a
//! gateway as users write it in Python. Same mails, same load, same sink (`smtp-sink`); rounds are interleaved and medians told.
//! Or only what goes through Postfix.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::clients::{self, Load};
use crate::gateway::{Serve, Stopped, configuration, find, free_port, kakitome, pss};
use crate::library::{Raw, mail};
use crate::measure::{busy, cpu, median, own_cpu, spread};
use crate::mta::Mta;
use crate::openssl;

const ROUNDS: usize = 5;
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// The signature alone, before and after each load.
const ALONE: Duration = Duration::from_millis(150);
/// What the relay must reach at 16 connections (of the raw rate of two cores), what a mail may cost (with a milter in Postfix where there
/// are more connections than one), and the memory in megabytes.
const LEAST_RATE: f64 = 0.6;
const MOST_COST: f64 = 1.5;
const MOST_MEMORY: f64 = 40.0;

/// Somebody who takes mail at a port and hands it on.
struct Peer {
    name: &'static str,
    port: u16,
    /// Mails of a load: a second or two of work.
    mails: usize,
    mta: Option<Mta>,
    /// Our own processes, whose CPU is counted apart.
    ours: bool,
}

/// What one load showed.
struct Figures {
    rate: f64,
    /// Of the raw rate of the same round: a machine's clock is not the same for minutes.
    of_raw: f64,
    p50: f64,
    p99: f64,
    /// Milliseconds of CPU a mail: of the whole machine but load and sink.
    machine: f64,
    /// Gateway and keyholder a mail, in signatures.
    cost: f64,
    rss: f64,
    pss: f64,
}

/// What is measured.
#[derive(PartialEq, Eq)]
pub(crate) enum Whom {
    All,
    /// The milter in Postfix, and Postfix without it.
    Milter,
}

pub(crate) fn run(raw: &Raw, whom: &Whom) {
    let (Some(sink), Some(postfix)) = (find("smtp-sink"), find("postfix")) else {
        println!("\npeers: NOT measured: Postfix is not here");
        return;
    };
    let folder = tempfile::Builder::new().prefix("kkp").tempdir_in("/tmp").unwrap();
    let home = folder.path().join("home");
    kakitome(&["init", "--home"], &home);
    kakitome(&["identity", "add", "noreply@bank.example", "--home"], &home);
    let hop = free_port();
    let sink = Stopped(
        Command::new(sink)
            .args(["-u", "nobody", "-M", "1000000", &format!("127.0.0.1:{hop}"), "1024"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    std::fs::write(home.join("kakitome.toml"), configuration(hop)).unwrap();
    let serve = Serve::start(&home);
    let through = format!("smtpd_milters = inet:127.0.0.1:{}\nmilter_default_action = tempfail\nmilter_protocol = 6\n", serve.milter);
    let mta = |name: &str, more: &str| Mta::start(&postfix, &folder.path().join(name), free_port(), hop, more);
    let peer = |name, port, mails, ours| Peer { name, port, mails, mta: None, ours };
    let mut peers = vec![peer("Kakitome relay", serve.relay, 4000, true)];
    for (name, mta, ours) in
        [("Kakitome milter in Postfix", mta("milter", &through), true), ("Postfix, no signing", mta("plain", ""), false)]
    {
        peers.push(Peer { mta: Some(mta), ..peer(name, 0, 1500, ours) });
    }
    if *whom == Whom::Milter {
        peers.retain(|peer| peer.mta.is_some());
    }
    let python = if *whom == Whom::All { python(folder.path(), hop) } else { None };
    peers.extend(python.as_ref().map(|(_, port)| peer("Python aiosmtpd + cryptography", *port, 600, false)));
    for one in &mut peers {
        one.port = one.mta.as_ref().map_or(one.port, |mta| mta.port);
        one.load(16, 200);
    }
    measure(raw, &serve, sink.0.id(), &peers);
}

fn measure(raw: &Raw, serve: &Serve, sink: u32, peers: &[Peer]) {
    let (mut single, mut many) = (Vec::new(), Vec::new());
    let mut figures: Vec<[Vec<Figures>; CONNECTIONS.len()]> = peers.iter().map(|_| [const { Vec::new() }; CONNECTIONS.len()]).collect();
    for _ in 0..ROUNDS {
        let rate_of_raw = raw.rate(2);
        for (peer, figures) in peers.iter().zip(&mut figures) {
            for (connections, figures) in CONNECTIONS.into_iter().zip(figures) {
                figures.push(round((raw, rate_of_raw), serve, sink, peer, connections));
            }
        }
        single.push(rate_of_raw);
        many.push(raw.rate_of_many(2));
    }
    let [single, many] = [median(single), median(many)];
    let openssl = openssl::rsa2048(2).map_or_else(|| "not here".to_owned(), |rate| format!("{rate:.0}/s"));
    println!(
        "\npeers: mails of {} bytes, one recipient; {ROUNDS} rounds, medians. RSA-2048 on two cores in this run: aws-lc one by one {single:.0}/s \
         (\"raw\"), eight at once {many:.0}/s, openssl speed {openssl}",
        mail().len()
    );
    for (peer, figures) in peers.iter().zip(&figures) {
        println!("  {}", peer.name);
        for (connections, figures) in CONNECTIONS.into_iter().zip(figures) {
            tell(peer, connections, figures);
        }
    }
}

fn round((raw, rate_of_raw): (&Raw, f64), serve: &Serve, sink: u32, peer: &Peer, connections: usize) -> Figures {
    let mails = if connections == 1 { peer.mails / 3 } else { peer.mails };
    let alone = raw.cost(ALONE);
    let seen = Watch::begin([serve.gateway, serve.keyholder]);
    let (ours, rest) = (serve.cpu(), busy() - own_cpu() - cpu(sink));
    let begin = Instant::now();
    let load = peer.load(connections, mails);
    let seconds = begin.elapsed().as_secs_f64().max(load.seconds);
    // What accepts without handing on has not done its work yet: the rate counts until all of it has arrived.
    let rest = (busy() - own_cpu() - cpu(sink) - rest) * 1e3 / mails as f64;
    let [gateway, keyholder] = serve.cpu();
    let (rss, pss) = seen.end();
    let signature = f64::midpoint(alone, raw.cost(ALONE));
    let cost = (gateway + keyholder - ours[0] - ours[1]) * 1e6 / mails as f64 / signature;
    let rate = mails as f64 / seconds;
    Figures { rate, of_raw: rate / rate_of_raw, p50: load.latency(0.5), p99: load.latency(0.99), machine: rest, cost, rss, pss }
}

fn tell(peer: &Peer, connections: usize, figures: &[Figures]) {
    let of = |value: fn(&Figures) -> f64| spread(&figures.iter().map(value).collect::<Vec<_>>());
    let [rate, least, greatest] = of(|one| one.rate);
    let of_raw = of(|one| one.of_raw)[0];
    let mut line = format!(
        "    {connections:>2} connections: {rate:.0} mails/s ({least:.0} to {greatest:.0}; {of_raw:.2} of raw); p50 {:.1} ms, p99 {:.1} ms; \
         {:.2} ms of the machine a mail",
        of(|one| one.p50)[0],
        of(|one| one.p99)[0],
        of(|one| one.machine)[0],
    );
    if peer.ours {
        let [cost, cheapest, dearest] = of(|one| one.cost);
        line += &format!(
            "; gateway and keyholder {cost:.2} signatures ({cheapest:.2} to {dearest:.2}), RSS {:.1} MB, PSS {:.1} MB",
            of(|one| one.rss)[2],
            of(|one| one.pss)[2]
        );
    }
    println!("{line}");
    if !peer.ours || (peer.mta.is_some() && connections == 1) {
        return;
    }
    let verdict = |good: bool| if good { "held" } else { "MISSED" };
    let (cost, memory) = (of(|one| one.cost)[0], of(|one| one.pss)[2]);
    let mut required = vec![format!("CPU <= {MOST_COST} {}", verdict(cost <= MOST_COST))];
    if connections == 16 && peer.mta.is_none() {
        required.push(format!("rate >= {LEAST_RATE} {}", verdict(of_raw >= LEAST_RATE)));
    }
    if connections == 64 {
        required.push(format!("memory (PSS) < {MOST_MEMORY} {}", verdict(memory < MOST_MEMORY)));
    }
    println!("       required: {}", required.join(", "));
}

impl Peer {
    /// Sends mails and waits until they have been handed on.
    fn load(&self, connections: usize, mails: usize) -> Load {
        let load = clients::send(self.port, &mail(), connections, mails);
        if let Some(mta) = &self.mta {
            mta.drain();
        }
        load
    }
}

/// The most memory that our two processes had, in megabytes.
struct Watch {
    over: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<(f64, f64)>,
}

impl Watch {
    fn begin(ids: [u32; 2]) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            let (mut most_rss, mut most_pss) = (0.0_f64, 0.0_f64);
            while !stop.load(Ordering::Relaxed) {
                most_rss = most_rss.max(ids.iter().map(|id| rss(*id)).sum());
                most_pss = most_pss.max(ids.iter().map(|id| pss(*id)).sum());
                std::thread::sleep(Duration::from_millis(200));
            }
            (most_rss, most_pss)
        });
        Self { over, thread }
    }

    fn end(self) -> (f64, f64) {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// Resident set size in megabytes: pages of the program that both share are counted twice.
fn rss(id: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() * 1024.0 / 1e6
}

/// The gateway in Python, where its two packages are: `KAKITOME_PYTHON` names the interpreter that has them.
fn python(folder: &Path, hop: u16) -> Option<(Interpreter, u16)> {
    let python = std::env::var_os("KAKITOME_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let there = Command::new(&python).args(["-c", "import aiosmtpd, cryptography"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        println!("peers: the Python gateway is NOT measured: KAKITOME_PYTHON names no interpreter with aiosmtpd and cryptography");
        return None;
    }
    let (key, certificate) = (folder.join("python.key"), folder.join("python.pem"));
    let mut make = Command::new("openssl");
    make.args([
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=bank",
        "-addext",
        "subjectAltName=email:noreply@bank.example",
    ]);
    assert!(make.arg("-keyout").arg(&key).arg("-out").arg(&certificate).stderr(Stdio::null()).status().unwrap().success());
    let port = free_port();
    let mut child = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rates/gateway.py"))
        .args([port.to_string(), hop.to_string()])
        .args([&key, &certificate, &certificate])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "listening\n");
    Some((Interpreter(child), port))
}

struct Interpreter(Child);

impl Drop for Interpreter {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
