//! A home of the program for a trial, its processes, and the next hop that keeps a record: all in a folder of their own, so that what was
//! started here, and nothing else, is stopped here.

use std::fs::{self, File};
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use crate::shell;

/// From whom the load comes.
pub(crate) const SENDER: &str = "a@x.test";
const PATIENCE: Duration = Duration::from_secs(60);
/// Who stands before a gateway that has gone waits no longer for its greeting.
const GREETING: Duration = Duration::from_secs(5);

/// A home and where it listens.
pub(crate) struct Stand {
    pub(crate) home: PathBuf,
    pub(crate) door: u16,
    pub(crate) hop: u16,
    binary: PathBuf,
}

impl Stand {
    /// Makes a home in `folder` whose outbox is `outbox`; `more` are lines of its `[outbox]`.
    pub(crate) fn make(trial: &Trial, folder: &Path, outbox: &Path, more: &str) -> Result<Self> {
        let home = folder.join("home");
        shell::output(Command::new(&trial.binary).args(["init", "--home"]).arg(&home))?;
        let stand = Self { home, door: free_port()?, hop: free_port()?, binary: trial.binary.clone() };
        stand.configure(outbox, more)?;
        Ok(stand)
    }

    /// From now on the mail of the load's sender is signed.
    pub(crate) fn signing(&self) -> Result<()> {
        shell::output(Command::new(&self.binary).args(["identity", "add", SENDER, "--home"]).arg(&self.home))?;
        let file = self.home.join("kakitome.toml");
        let rule = "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"*\"]\n";
        fs::write(&file, format!("{}{rule}", fs::read_to_string(&file)?)).context("the configuration")
    }

    fn configure(&self, outbox: &Path, more: &str) -> Result<()> {
        let text = format!(
            "hostname = \"gate.example\"\n[users]\ngateway = \"\"\nkeyholder = \"\"\n[watch]\nlists = []\n\
             [[network]]\nname = \"here\"\naddresses = [\"127.0.0.0/8\"]\n\
             [[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:{}\"\nnetworks = [\"here\"]\nacknowledge = \"outbox\"\n\
             [next-hop]\naddress = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             [outbox]\nfolder = \"{}\"\nfirst-pause-seconds = 1\nlongest-pause-seconds = 2\n{more}\n",
            self.door,
            self.hop,
            outbox.display()
        );
        fs::write(self.home.join("kakitome.toml"), text).context("the configuration")
    }

    /// A second home with the same keys over another outbox.
    pub(crate) fn twin(&self, folder: &Path, outbox: &Path) -> Result<Self> {
        let home = folder.join("twin");
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        shell::output(Command::new("cp").arg("-a").arg(&self.home).arg(&home))?;
        let twin = Self { home, door: free_port()?, hop: free_port()?, binary: self.binary.clone() };
        twin.configure(outbox, "free-bytes = 0\n")?;
        Ok(twin)
    }

    /// The command that runs it, behind `before` (a tracer, or nothing).
    pub(crate) fn command(&self, before: &[&str]) -> Result<Command> {
        let mut words: Vec<String> = before.iter().map(|word| (*word).to_owned()).collect();
        words.push(self.binary.display().to_string());
        let mut command = Command::new(words.first().context("no program")?);
        command.args(words.get(1..).unwrap_or_default()).arg("serve").arg("--home").arg(&self.home);
        let log = File::options().create(true).append(true).open(self.log())?;
        command.current_dir(&self.home).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).process_group(0);
        Ok(command)
    }

    /// The program.
    pub(crate) fn program(&self) -> &Path {
        &self.binary
    }

    /// Where its log goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.home.join("serve.log")
    }

    /// Starts it and waits until it takes mail.
    pub(crate) fn start(&self, before: &[&str]) -> Result<Running> {
        let child = self.command(before)?.spawn().context("cannot start the program")?;
        let running = Running { child, home: self.home.clone() };
        let until = Instant::now() + PATIENCE;
        // The sockets are there before the gateway: only its greeting says that it is.
        while !self.greets() {
            if Instant::now() > until {
                bail!("it takes no mail; its log is {}", self.log().display());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }

    fn greets(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.door)) else { return false };
        let mut code = [0; 3];
        stream.set_read_timeout(Some(GREETING)).is_ok() && stream.read_exact(&mut code).is_ok() && code == *b"220"
    }

    /// A next hop that takes everything and writes it down.
    pub(crate) fn next_hop(&self, trial: &Trial, log: &Path) -> Result<NextHop> {
        let mut command = Command::new("python3");
        command.arg(trial.tools.join("nexthop.py")).arg(self.hop.to_string()).args(["none", "none"]).arg(log);
        command.env("WORK", &self.home).stdin(Stdio::null());
        File::create(log)?;
        let child = command.spawn().context("cannot start nexthop.py")?;
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.hop)).is_err() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(NextHop { child, log: log.to_owned() })
    }
}

/// A running program with its children.
pub(crate) struct Running {
    child: Child,
    home: PathBuf,
}

impl Running {
    /// All its processes: their working folder is the home.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
        let ids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        ids.filter(|id| fs::read_link(format!("/proc/{id}/cwd")).is_ok_and(|folder| folder == self.home)).collect()
    }

    /// The one that starts and watches the others.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// One of them by its name: `gateway`, through which mail goes, or `keyholder`.
    pub(crate) fn named(&self, name: &str) -> Option<u32> {
        self.all_named(name).into_iter().next()
    }

    /// All of that name: gateways that take each other's place are several.
    pub(crate) fn all_named(&self, name: &str) -> Vec<u32> {
        let is_it = |id: &u32| {
            let line = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).nth(1).is_some_and(|word| word == name.as_bytes())
        };
        self.processes().into_iter().filter(is_it).collect()
    }

    /// Sends all of them a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        for id in self.processes() {
            // It may be gone already.
            let _ = Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).stderr(Stdio::null()).status();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // First who would start others in their place; then those, until none has a socket of it any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let until = Instant::now() + PATIENCE;
        while !self.processes().is_empty() && Instant::now() < until {
            self.signal("KILL");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The next hop.
pub(crate) struct NextHop {
    child: Child,
    log: PathBuf,
}

impl NextHop {
    /// The ids (`X-Test-Id`) of what it has acknowledged, once for each copy.
    pub(crate) fn ids(&self) -> Result<Vec<String>> {
        let text = fs::read_to_string(&self.log)?;
        let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?.get("id")?.as_str().map(str::to_owned);
        Ok(text.lines().filter_map(id).collect())
    }
}

impl Drop for NextHop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A disk of its own in a file, for as long as the value lives.
pub(crate) struct LoopDisk {
    pub(crate) image: PathBuf,
    pub(crate) mounted: PathBuf,
}

impl LoopDisk {
    /// An empty one of so many mebibytes.
    pub(crate) fn new(folder: &Path, mebibytes: u64) -> Result<Self> {
        let image = folder.join("disk.img");
        File::create(&image)?.set_len(mebibytes * 1024 * 1024)?;
        shell::output(Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0"]).arg(&image))?;
        Self::mount(&image, &folder.join("disk"))
    }

    /// One that is there already.
    pub(crate) fn mount(image: &Path, at: &Path) -> Result<Self> {
        fs::create_dir_all(at)?;
        shell::output(Command::new("mount").args(["-o", "loop"]).arg(image).arg(at)).context("a disk of its own needs root")?;
        Ok(Self { image: image.to_owned(), mounted: at.to_owned() })
    }
}

impl Drop for LoopDisk {
    fn drop(&mut self) {
        for _ in 0..50 {
            if Command::new("umount").arg(&self.mounted).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        eprintln!("{} stays mounted", self.mounted.display());
    }
}
