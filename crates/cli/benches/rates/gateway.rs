//! Mails through a running `kakitome serve`, between Postfix's smtp-source and smtp-sink on the same cores.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::library::{Raw, mail};
use crate::measure::{busy, cpu, ended_children, own_cpu, spread};

/// Rounds: each measures all three loads and, beside each, the signature alone. The figure is the median of the rounds' ratios: what
/// else runs on the machine comes and goes between them.
const ROUNDS: usize = 7;
/// Connections at once, and the mails of a round: half a second to a second of work.
const LOADS: [(usize, usize); 3] = [(1, 2000), (16, 4000), (64, 4000)];
/// The signature alone, before and after each load.
const ALONE: Duration = Duration::from_millis(150);
/// What the ratio must not pass, and the memory in megabytes.
const REQUIRED: (f64, f64) = (1.5, 40.0);

pub(crate) fn run(raw: &Raw) {
    let (Some(source), Some(sink)) = (find("smtp-source"), find("smtp-sink")) else {
        println!("\ngateway: NOT measured: smtp-source and smtp-sink (package postfix) are not here");
        return;
    };
    let folder = tempfile::Builder::new().prefix("kkb").tempdir_in("/tmp").unwrap();
    let home = folder.path().join("home");
    kakitome(&["init", "--home"], &home);
    kakitome(&["identity", "add", "noreply@bank.example", "--home"], &home);
    let port = free_port();
    let next_hop = Stopped(
        Command::new(sink)
            .args(["-u", "nobody", "-M", "100000", &format!("127.0.0.1:{port}"), "1024"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    std::fs::write(home.join("kakitome.toml"), configuration(port)).unwrap();
    let file = folder.path().join("mail");
    // smtp-source reads lines that end in LF.
    std::fs::write(&file, String::from_utf8_lossy(&mail()).replace("\r\n", "\n")).unwrap();
    let serve = Serve::start(&home);
    println!("\ngateway: mails of {} bytes; {ROUNDS} rounds, median (least to greatest); CPU in microseconds", mail().len());
    load(&source, serve.relay, &file, 8, 1000);
    let mut figures = [const { Vec::new() }; LOADS.len()];
    for _ in 0..ROUNDS {
        for ((connections, mails), figures) in LOADS.into_iter().zip(&mut figures) {
            figures.push(round(raw, &serve, next_hop.0.id(), connections, mails, || load(&source, serve.relay, &file, connections, mails)));
        }
    }
    for ((connections, _), figures) in LOADS.into_iter().zip(&figures) {
        tell(connections, figures);
    }
    drop(next_hop);
}

/// What one round of a load showed.
struct Figures {
    rate: f64,
    gateway: f64,
    keyholder: f64,
    signature: f64,
    memory: f64,
    /// Cores that worked meanwhile, but not for this.
    others: f64,
}

impl Figures {
    fn ratio(&self) -> f64 {
        (self.gateway + self.keyholder) / self.signature
    }
}

fn round(raw: &Raw, serve: &Serve, next_hop: u32, connections: usize, mails: usize, load: impl Fn() -> Load) -> Figures {
    let alone = raw.cost(ALONE);
    let ours = || serve.cpu().iter().sum::<f64>() + cpu(next_hop) + ended_children() + own_cpu();
    let (before, others, begin) = (serve.cpu(), busy() - ours(), Instant::now());
    let load = load();
    let seconds = begin.elapsed().as_secs_f64();
    let rate = mails as f64 / seconds;
    let [gateway, keyholder] = serve.cpu();
    let others = ((busy() - ours() - others) / seconds).max(0.0);
    let each = |after: f64, before: f64| (after - before) * 1e6 / mails as f64;
    let signature = f64::midpoint(alone, raw.cost(ALONE));
    let memory = load.memory.iter().copied().fold(0.0, f64::max);
    assert!(memory > 0.0, "the memory of {connections} connections was not seen");
    Figures { rate, gateway: each(gateway, before[0]), keyholder: each(keyholder, before[1]), signature, memory, others }
}

fn tell(connections: usize, figures: &[Figures]) {
    let of = |value: fn(&Figures) -> f64| spread(&figures.iter().map(value).collect::<Vec<_>>());
    let [ratio, least, greatest] = of(Figures::ratio);
    println!(
        "  {connections:>2} connections: {:.0} mails/s; CPU a mail: gateway {:.0}, keyholder {:.0}, the signature alone {:.0}: \
         {ratio:.2} x the signature ({least:.2} to {greatest:.2}; required {}); memory {:.1} MB (required {}); \
         others kept {:.1} cores busy",
        of(|one| one.rate)[0],
        of(|one| one.gateway)[0],
        of(|one| one.keyholder)[0],
        of(|one| one.signature)[0],
        REQUIRED.0,
        of(|one| one.memory)[2],
        REQUIRED.1,
        of(|one| one.others)[0],
    );
}

pub(crate) fn configuration(port: u16) -> String {
    format!(
        "hostname = \"gateway.test\"\n[log]\nlevel = \"warn\"\n[[network]]\nname = \"here\"\naddresses = [\"127.0.0.0/8\"]\n[[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n\
         [[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n\
         [next-hop]\naddress = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n[[may-sign]]\nnetworks = [\"here\"]\nas = [\"*\"]\n"
    )
}

/// A finished load.
struct Load {
    memory: Vec<f64>,
}

fn load(source: &Path, relay: u16, file: &Path, connections: usize, mails: usize) -> Load {
    let mut command = Command::new(source);
    command.args([
        "-s",
        &connections.to_string(),
        "-m",
        &mails.to_string(),
        "-f",
        "noreply@bank.example",
        "-t",
        "customer@home.example",
        "-d",
        "-F",
    ]);
    let mut child = command.arg(file).arg(format!("127.0.0.1:{relay}")).spawn().unwrap();
    let mut memory = Vec::new();
    let until = Instant::now() + Duration::from_secs(300);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "smtp-source: {status}");
            return Load { memory };
        }
        assert!(Instant::now() < until, "smtp-source does not end");
        memory.push(SERVED.with(|served| served.borrow().iter().map(|id| pss(*id)).sum()));
        std::thread::sleep(Duration::from_millis(100));
    }
}

thread_local! {
    /// Process ids of gateway and keyholder.
    static SERVED: std::cell::RefCell<Vec<u32>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// A running server: gateway and keyholder by their process ids.
pub(crate) struct Serve {
    child: Child,
    pub(crate) relay: u16,
    pub(crate) milter: u16,
    pub(crate) gateway: u32,
    pub(crate) keyholder: u32,
}

impl Serve {
    /// Starts it; its configuration has a relay and a milter.
    pub(crate) fn start(home: &Path) -> Self {
        let mut child =
            Command::new(env!("CARGO_BIN_EXE_kakitome")).arg("serve").arg("--home").arg(home).stdout(Stdio::piped()).spawn().unwrap();
        let (mut relay, mut milter) = (None, None);
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let port = |door: &str| line.strip_prefix(door)?.strip_prefix(" 127.0.0.1:")?.parse().ok();
            relay = relay.or_else(|| port("listening relay"));
            milter = milter.or_else(|| port("listening milter"));
            if relay.is_some() && milter.is_some() {
                break;
            }
        }
        std::thread::sleep(Duration::from_millis(300));
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap();
        let named = |word: &str| {
            children.split_whitespace().filter_map(|id| id.parse().ok()).find(|id: &u32| {
                std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.split(|byte| *byte == 0).nth(1) == Some(word.as_bytes()))
            })
        };
        let (gateway, keyholder) = (named("gateway").expect("a gateway"), named("keyholder").expect("a keyholder"));
        SERVED.with(|served| *served.borrow_mut() = vec![gateway, keyholder]);
        Self { relay: relay.expect("it listens"), milter: milter.expect("it listens"), gateway, keyholder, child }
    }

    /// Seconds of CPU so far: gateway, keyholder.
    pub(crate) fn cpu(&self) -> [f64; 2] {
        [cpu(self.gateway), cpu(self.keyholder)]
    }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

pub(crate) struct Stopped(pub(crate) Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Proportional set size in megabytes.
pub(crate) fn pss(id: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() * 1024.0 / 1e6
}

pub(crate) fn kakitome(words: &[&str], home: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_kakitome")).args(words).arg(home).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(["/usr/sbin".into()]).map(|folder| folder.join(program)).find(|file| file.is_file())
}
