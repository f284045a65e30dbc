//! The process of the pages: from the home's configuration to what crate web runs by.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_fetch::Network;
use kakitome_gateway::config::{Settings, Web};
use kakitome_web::TlsFiles;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::manner::Manner;
use crate::outcome::Outcome;
use crate::{daemons, leash, log, sockets};

/// The process of pages and API. Started by `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The configuration.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Standard input is a socket over which our listening sockets are handed to us.
    #[arg(long)]
    sockets: bool,
    #[command(flatten)]
    manner: Manner,
}

pub(crate) fn run(args: &Args, _: Context) -> Outcome {
    log::speak(args.manner.log_format);
    let settings = Settings::load(&args.config).map_err(|error| failed("cli-config-faulty", &error))?;
    let Some(web) = &settings.web else { return Err(Failure::new("web-not-configured").with("file", args.config.display())) };
    let lines = log::begin(settings.log.format, settings.log.level).map_err(|error| failed("cli-cannot-start", &error))?;
    let handed = if args.sockets { sockets::receive(std::io::stdin()) } else { Ok(Vec::new()) };
    let handed = handed.map_err(|error| failed("cli-cannot-start", &error))?;
    leash::end_with_stdin("web");
    daemons::raise_open_files();
    let home = args.config.parent().unwrap_or(Path::new("/"));
    let mut pages = pages(home, &settings, web)?;
    if args.sockets {
        pages.listen.clear();
    }
    // They come in the order of the configuration that who opened them has read.
    let ended = kakitome_web::run(pages, handed.into_iter().map(|(_, socket)| TcpListener::from(socket)).collect(), |addresses| {
        for address in addresses {
            tell(&format!("listening web {address}"));
        }
        tell("ready");
    });
    lines.finish();
    ended.map_err(|error| failed("web-failed", &error))?;
    Ok(ExitCode::SUCCESS)
}

fn pages(home: &Path, settings: &Settings, web: &Web) -> Result<kakitome_web::Settings, Failure> {
    let mut pages = kakitome_web::Settings::new(home, &settings.database);
    pages.listen.clone_from(&web.listen);
    pages.tls = web.tls.as_ref().map(|files| TlsFiles { cert: files.cert.clone(), key: files.key.clone() });
    pages.public_url.clone_from(&web.public_url);
    pages.look_up = web.lookup;
    pages.proxies = web.proxies.iter().map(|cidr| cidr.to_string().parse::<Network>()).collect::<Result<_, _>>().map_err(|why| {
        // both crates read the same networks: cannot be, and is told all the same
        Failure::new("cli-config-faulty").with("why", why)
    })?;
    pages.spill.clone_from(&settings.spill);
    pages.services.clone_from(&settings.services);
    pages.limits.upload_bytes = web.limits.upload_bytes;
    pages.limits.uploads = web.limits.uploads;
    pages.limits.connections = web.limits.connections;
    pages.limits.connections_per_client = web.limits.connections_per_client;
    pages.limits.pages_per_minute = web.limits.pages_per_minute;
    pages.limits.mails_per_minute = web.limits.mails_per_minute;
    pages.limits.look_ups_per_minute = web.limits.lookups_per_minute;
    Ok(pages)
}
