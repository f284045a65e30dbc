//! The processes that `serve` starts: this binary called as `keyholder` or `gateway`. Each says on standard output where it listens,
//! then `ready`, logs to standard error, and ends when its standard input ends: then its parent is gone.

use std::io::{BufRead, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_crypto::Zeroizing;
use kakitome_gateway::Kept;
use kakitome_gateway::config::Settings;
use kakitome_keyholder::{KekSource, Options};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::manner::Manner;
use crate::outcome::Outcome;
use crate::{config_fault, leash, log, not_begun, sockets};

/// The process that has the private keys. Started by `serve`, and by commands that need a key while no `serve` runs.
#[derive(Debug, clap::Args)]
pub(crate) struct KeyholderArgs {
    /// The folder of the wrapped keys and of their log.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The Unix socket to listen on.
    #[arg(long, value_name = "FILE")]
    socket: PathBuf,
    /// The file with the key-encryption key.
    #[arg(long, value_name = "FILE", required_unless_present = "passphrase_from_stdin")]
    kek: Option<PathBuf>,
    /// The first line of standard input is the passphrase of the key-encryption key.
    #[arg(long, conflicts_with = "kek")]
    passphrase_from_stdin: bool,
    /// A user who may connect, beside our own and root.
    #[arg(long, value_name = "UID")]
    peer_uid: Vec<u32>,
    /// A group whose members may connect; the first one owns the socket.
    #[arg(long, value_name = "GID")]
    peer_gid: Vec<u32>,
    #[command(flatten)]
    manner: Manner,
}

/// The process that mail goes through. Started by `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct GatewayArgs {
    /// The configuration.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Standard input is a socket over which our listening sockets are handed to us.
    #[arg(long)]
    sockets: bool,
    /// Another gateway works in the outbox, and goes when this one is ready.
    #[arg(long)]
    beside: bool,
    #[command(flatten)]
    manner: Manner,
}

pub(crate) fn keyholder(args: KeyholderArgs, _: Context) -> Outcome {
    let lines = log::begin(args.manner.log_format, args.manner.log_level).map_err(|error| failed("cli-cannot-start", &error))?;
    let kek = match args.kek {
        Some(file) => KekSource::File(file),
        None => KekSource::Passphrase(passphrase()?),
    };
    let options = Options {
        folder: args.folder,
        socket: args.socket,
        kek,
        peer_uids: args.peer_uid,
        peer_gids: args.peer_gid,
        stop_with_stdin: true,
        workers: None,
        ready: Some(Box::new(|| tell("ready"))),
    };
    let ended = kakitome_keyholder::run(options);
    lines.finish();
    ended.map_err(|error| not_begun::keyholder(&error))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn gateway(args: &GatewayArgs, context: Context) -> Outcome {
    log::speak(args.manner.log_format);
    let settings = Settings::load(&args.config).map_err(|error| config_fault::refused(&error, context))?;
    let lines = log::begin(settings.log.format, settings.log.level).map_err(|error| failed("cli-cannot-start", &error))?;
    let handed = if args.sockets { sockets::receive(std::io::stdin()) } else { Ok(Vec::new()) };
    let kept = Kept {
        sockets: handed.map_err(|error| failed("cli-cannot-start", &error))?,
        all: args.sockets,
        beside: args.beside,
        lost_lines: lines.all_lost(),
    };
    leash::end_with_stdin("gateway");
    raise_open_files();
    leave_no_core();
    let ended = kakitome_gateway::run(settings, kept, |open| {
        for (kind, address) in open.doors {
            tell(&format!("listening {} {address}", kind.word()));
        }
        if let Some(place) = open.monitors {
            tell(&format!("listening metrics {place}"));
        }
        tell("ready");
    });
    lines.finish();
    ended.map_err(|error| not_begun::gateway(&error))?;
    Ok(ExitCode::SUCCESS)
}

/// The first line of standard input.
fn passphrase() -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(4096));
    std::io::stdin().lock().take(4096).read_until(b'\n', &mut line).map_err(|error| failed("cli-password-unreadable", &error))?;
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(line)
}

/// Passwords of logins and mail pass through this process: it leaves no core file, and nobody of its own user reads its memory.
fn leave_no_core() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let left = setrlimit(Resource::Core, none).and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable));
    if let Err(error) = left {
        tracing::warn!(%error, "a core file may be left after a crash");
    }
}

/// As many open files as the system lets us have: the usual soft limit (1024) is below our limit on connections.
pub(crate) fn raise_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit on open files stays as it is");
    }
}
