//! The keyholder without the rest of the house: `alone FOLDER [option...]`. The process tests run it; so can anybody who wants to look at
//! it with a debugger's eyes. Options: `--socket PATH`, `--passphrase-on-stdin`,
//! `--stop-with-stdin`, `--workers N`, `--peer-uid N`, `--peer-gid N`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program with its own words")]

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    process::ExitCode,
};

use kakitome_crypto::Zeroizing;
use kakitome_keyholder::{KekSource, Options, run};

fn main() -> ExitCode {
    match options().map(run) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(why)) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn options() -> Result<Options, String> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map(PathBuf::from).ok_or("usage: alone FOLDER [option...]")?;
    let mut options = Options::new(&folder, folder.join("socket"), KekSource::File(folder.join("kek")));
    while let Some(argument) = arguments.next() {
        let number = |arguments: &mut dyn Iterator<Item = String>| {
            arguments.next().and_then(|text| text.parse().ok()).ok_or(format!("{argument} wants a number"))
        };
        match argument.as_str() {
            "--passphrase-on-stdin" => options.kek = passphrase()?,
            "--socket" => options.socket = arguments.next().map(PathBuf::from).ok_or("--socket wants a path")?,
            "--stop-with-stdin" => options.stop_with_stdin = true,
            "--workers" => options.workers = usize::try_from(number(&mut arguments)?).ok(),
            "--peer-uid" => options.peer_uids.push(number(&mut arguments)?),
            "--peer-gid" => options.peer_gids.push(number(&mut arguments)?),
            other => return Err(format!("unknown option {other}")),
        }
    }
    options.ready = Some(Box::new(|| {
        println!("ready");
        // Whoever waits for the line sees it now or never.
        let _ = std::io::stdout().flush();
    }));
    Ok(options)
}

fn passphrase() -> Result<KekSource, String> {
    let mut line = Zeroizing::new(Vec::with_capacity(1024));
    std::io::stdin().lock().read_until(b'\n', &mut line).map_err(|why| why.to_string())?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(KekSource::Passphrase(line))
}
