//! NSS's builtin module as a list of roots. A module is foreign code: it is loaded by a process of its own, which is this binary again,
//! without our environment, without a network, without other programs and with little time. Only its text comes back, and is read
//! like any other list.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use kakitome_confine::{Code, Sockets, confine};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::{Beside, MAX_LIST, Snapshot, certdata_of_module, read};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::outcome::Outcome;

/// A module says all it has within milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often is looked whether it has ended.
const GLANCE: Duration = Duration::from_millis(5);
/// Of what it complains, so much is passed on.
const COMPLAINT: u64 = 4096;
/// Processor time and memory that it may take; the largest module has 1 MB, its libraries 20 MB.
const SECONDS: u64 = 20;
const MEMORY: u64 = 2 << 30;

/// Load a PKCS#11 module and write its objects as certdata.txt. Called by `trust`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// The process that loads the module.
pub(crate) fn load(args: &Args, _: Context) -> Outcome {
    for (resource, most) in [(Resource::Cpu, SECONDS), (Resource::As, MEMORY), (Resource::Fsize, 0), (Resource::Core, 0)] {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit).map_err(|error| failed("cli-cannot-start", &error))?;
    }
    confine(Sockets::None, Code::ToBeLoaded).map_err(|error| failed("cli-cannot-start", &error))?;
    let text =
        certdata_of_module(&args.file).map_err(|error| failed("trust-module-unreadable", &error).with("file", args.file.display()))?;
    std::io::stdout().lock().write_all(text.as_bytes()).map_err(|error| failed("cli-output", &error))?;
    Ok(ExitCode::SUCCESS)
}

/// The roots of a module.
pub(super) fn snapshot(path: &Path, date: UnixTime, certificates: &[Certificate]) -> Result<Snapshot, Failure> {
    let text = ask(path)?;
    read(&text, &Beside { date, certificates })
        .map_err(|error| failed("cli-trust-unreadable", &error).with("file", path.display()).hint("trust-unreadable-hint"))
}

fn ask(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |why: String| Failure::new("trust-module-unreadable").with("file", path.display()).with("why", why);
    // a name without a folder would be looked for among the system's libraries
    let full = std::fs::canonicalize(path).map_err(|error| unreadable(error.to_string()))?;
    let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
    let mut command = Command::new(program);
    command.arg("pkcs11-module").arg(&full).args(["--lang", "en"]);
    command.env_clear().current_dir("/").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed("cli-cannot-start", &error))?;
    let (output, complaint) = (collect(child.stdout.take(), MAX_LIST as u64 + 1), collect(child.stderr.take(), COMPLAINT));
    let begun = Instant::now();
    let ended = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Ok(status),
            Ok(None) if begun.elapsed() < PATIENCE => std::thread::sleep(GLANCE),
            Ok(None) => break Err(format!("no answer within {} seconds", PATIENCE.as_secs())),
            Err(error) => break Err(error.to_string()),
        }
    };
    if ended.is_err() {
        // ours, by its handle; it may have ended meanwhile
        let _ = child.kill();
        let _ = child.wait();
    }
    let status = ended.map_err(unreadable)?;
    let bytes = output.recv().unwrap_or_default();
    if status.success() {
        return Ok(bytes);
    }
    let said = complaint.recv().map(|said| String::from_utf8_lossy(&said).into_owned()).unwrap_or_default();
    // its one line ends with the reason; a module that took the process with it leaves none
    let why = said.lines().next().and_then(|line| line.split_once(": PKCS#11 module: ")).map(|(_, why)| why.to_owned());
    Err(unreadable(why.unwrap_or_else(|| format!("the process that loaded it ended ({status})"))))
}

/// Everything that comes, up to a limit; what is behind it is read and dropped, so that nobody waits.
fn collect(source: Option<impl Read + Send + 'static>, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut source) = source {
            let taken = source.by_ref().take(limit).read_to_end(&mut bytes);
            let _ = taken.and_then(|_| std::io::copy(&mut source, &mut std::io::sink()));
        }
        let _ = sender.send(bytes);
    });
    receiver
}
