//! `kakitome try`: the main job on an empty machine. It runs the commands that a person would type (init, identity add, serve),
//! stands in for the application and for the next hop, sends one real mail through, and explains what came out.

mod courier;
mod judge;
mod letter;
mod sink;
mod told;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use kakitome_gateway::config::{Blanks, template};
use kakitome_pki::Anchors;
use kakitome_smime::Verdict;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input;
use crate::outcome::{NO, Outcome};
use crate::running::Running;
use judge::judge;
use told::{CtrlC, Told};

/// On loopback everything takes milliseconds; a machine that is busy gets a thousand times as much.
const PATIENCE: Duration = Duration::from_secs(20);

/// Show the whole way of a signed mail on this machine, in one command.
///
/// Makes a home with a private certification authority, starts keyholder and gateway, sends one mail through, verifies what arrives
/// and explains it. Needs no root and no installed part; everything stays on loopback, on free ports. It stays up until Ctrl-C, so
/// that you can point an application at it and open its pages in a browser, and verifies every mail that comes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Keep the home here (it may exist already). Default: a temporary folder, removed at the end.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// End after the first mail, with the exit status of its verdict.
    #[arg(long)]
    pub(crate) once: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let told = Told::new(context);
    let place = Place::choose(args.home.as_deref())?;
    let home = place.path();
    told.step("try-step-home", &[("home", home.display().to_string().into())]);
    ourselves(&["init"], home, context)?;
    told.step("try-step-keys", &[("address", letter::SENDER.into())]);
    if !home.join("ca").join("root.pem").is_file() || !knows_sender(home, context)? {
        ourselves(&["identity", "add", letter::SENDER], home, context)?;
    }
    let sink = sink::start().map_err(|error| failed("cli-cannot-start", &error))?;
    configure(home, sink.address, !args.once)?;
    told.step("try-step-serve", &[]);
    let mut serve = Running::serve(home, !args.once, context)?;
    let relay = serve.relay();

    let mail = letter::compose(context.lang, time::OffsetDateTime::now_utc(), &serial());
    keep(home, "sent.eml", &mail)?;
    told.step("try-step-send", &[("relay", relay.to_string().into())]);
    let reply = courier::deliver(relay, letter::SENDER, letter::RECIPIENT, &mail).map_err(|error| failed("try-not-sent", &error))?;
    if !reply.is_positive() {
        return Err(Failure::new("try-refused").with("reply", reply));
    }
    let arrived = sink.mails.recv_timeout(PATIENCE).map_err(|_| Failure::new("try-not-arrived"))?;
    keep(home, "received.eml", &arrived.bytes)?;
    let root = home.join("ca").join("root.pem");
    let anchors = Anchors::from_certificates(input::certificates(&root)?);
    keep(home, "root.pem", &input::small(&root, 1 << 20)?)?;
    let report = judge(&arrived.bytes, &anchors)?;
    told.result(&mail, &arrived, &reply.to_string(), &report);
    let verdict = report.verdict();
    if !args.once {
        let end = CtrlC::listen()?;
        told.play(home, relay, serve.web(), place.is_kept());
        told.more(&sink, &anchors, &end)?;
    }
    serve.stop();
    Ok(if verdict == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// The home: one that was named, or a temporary one that goes with us.
enum Place {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Place {
    fn choose(home: Option<&Path>) -> Result<Self, Failure> {
        match home {
            Some(home) => {
                let home = std::path::absolute(home).map_err(|error| failed("cli-cannot-start", &error))?;
                Ok(Self::Kept(home))
            }
            None => {
                let folder = tempfile::Builder::new().prefix("kakitome-try-").tempdir();
                folder.map(Self::Temporary).map_err(|error| failed("cli-cannot-start", &error))
            }
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    const fn is_kept(&self) -> bool {
        matches!(self, Self::Kept(_))
    }
}

/// Runs a command of our own as a person would; its progress is shown, its answer kept back.
fn ourselves(words: &[&str], home: &Path, context: Context) -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
    let output = Command::new(program)
        .args(words)
        .arg("--home")
        .arg(home)
        .args(["--lang", context.lang.code()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed("cli-cannot-start", &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        // What went wrong stands on standard error already, in that command's own words.
        Err(Failure::new("try-command-failed").with("command", words.join(" ")).with("status", output.status))
    }
}

fn knows_sender(home: &Path, context: Context) -> Result<bool, Failure> {
    Ok(ourselves(&["identity", "list", "--json"], home, context)?.contains(letter::SENDER))
}

fn configure(home: &Path, sink: std::net::SocketAddr, with_web: bool) -> Result<(), Failure> {
    let blanks = Blanks {
        hostname: "gateway.localhost".into(),
        listen: "127.0.0.1:0".into(),
        next_hop: sink.ip().to_string(),
        next_hop_port: sink.port(),
        web: with_web.then(|| "127.0.0.1:0".into()),
        may_sign_as: vec!["*".into()],
    };
    keep(home, "kakitome.toml", template(&blanks).as_bytes())
}

fn keep(home: &Path, name: &'static str, bytes: &[u8]) -> Result<(), Failure> {
    let file = home.join(name);
    std::fs::write(&file, bytes).map_err(|error| Failure::new("cli-file-unwritable").with("file", file.display()).with("why", error))
}

/// A Message-ID of our own: no two runs have the same.
fn serial() -> String {
    let mut random = [0; 8];
    match kakitome_crypto::random_fill(&mut random) {
        Ok(()) => format!("try.{:016x}", u64::from_be_bytes(random)),
        Err(_) => format!("try.{}", std::process::id()),
    }
}
