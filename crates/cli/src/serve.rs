//! `kakitome serve`: starts keyholder, gateway and pages as processes of their own, restarts one that dies, and ends them in order.
//! It opens no mail and no key, and accepts no connection; it opens the listening sockets, before there is a gateway, and holds them while one
//! gateway takes the place of another.

mod child;
mod doors;
mod leaving;
mod pages;
mod plan;
mod watch;

use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use kakitome_gateway::config::Settings;
use rustix::process::Signal;
use tokio::signal::unix::{self, SignalKind, signal};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::keyholder_access::turn_in_time;
use crate::outcome::Outcome;
use crate::sockets::tell_systemd;
use crate::{config_fault, home, leash};
use child::{Child, FIRST_WAIT, LONGEST_WAIT, NotStarted, Role, SETTLED, how_it_ended};
use leaving::{Leaving, MOST_LEAVING};
use pages::Pages;
use plan::Plan;

/// A gateway gets the time that its sessions may take to end, and a little more; then it is killed.
const PATIENCE: Duration = Duration::from_secs(5);

/// The lists of roots are first looked at some minutes after the start: mail comes first.
const FIRST_LOOK: u64 = 300;

/// Run the gateway and its keyholder, and the pages if there are any, until Ctrl-C or SIGTERM.
///
/// Two processes are started: the keyholder, which has the private keys and no network, and the gateway, which has the network and
/// no keys. With [web] in the configuration a third one serves pages and API; it has no keys either, and no way to the keyholder. One
/// that dies is started again and nothing is lost: without the keyholder mail gets 4xx, without the gateway clients wait. `serve` opens the listening sockets before them and hands them on:
/// who connects while none is there waits and is not refused, and as root it may open ports below 1024. SIGHUP makes the gateway read its
/// configuration, TLS files and identities again, and starts new pages in the place of the old ones; a faulty configuration is told and the
/// old one stays. SIGUSR2 starts a new gateway and new pages, from the program as it is on the disk now, beside the old ones; the old gateway
/// then ends with its last session: no connection is refused, and an address that has changed is listened on. Once a day the lists of roots are fetched, and owners of certificates that a change touches get a mail ([watch] in the configuration).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The home that `kakitome init` made. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// The configuration. Default: kakitome.toml in the home.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The passphrase of the key-encryption key is the first line of this file (a credential of the service manager, say). Without it,
    /// a home with a passphrase asks for it at the terminal.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Seconds until the lists of roots are first looked at.
    #[arg(long, hide = true, value_name = "SECONDS", default_value_t = FIRST_LOOK)]
    pub(crate) first_look: u64,
    /// End when standard input ends: `try` holds the other end.
    #[arg(long, hide = true)]
    pub(crate) end_with_stdin: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let config = home::config_file(args.home.as_deref(), args.config.as_deref())?;
    let settings = Settings::load(&config).map_err(|error| config_fault::refused(&error, context))?;
    if args.end_with_stdin {
        leash::end_with_stdin("serve");
    }
    let first_look = Duration::from_secs(args.first_look);
    let plan = Plan::new(config, settings, first_look, args.passphrase_file.as_deref(), context)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| failed("cli-cannot-start", &error))?;
    let outcome = runtime.block_on(supervise(&plan, context));
    plan.said.finish();
    outcome
}

/// What woke the supervisor.
enum Event {
    Ended(Role, ExitStatus),
    Stop,
    Reload,
    Replace,
}

async fn supervise(plan: &Plan, context: Context) -> Outcome {
    let mut signals = Signals::listen().map_err(|error| failed("cli-cannot-start", &error))?;
    // A command may have a keyholder of its own at work: it is let finish, which lasts as long as a person thinks of a passphrase.
    let turn = turn_in_time(&plan.settings, || plan.said.tell(&context.say("home-waiting", &[])));
    let Some(turn) = unless_stopped(&mut signals, turn).await else { return Ok(ExitCode::SUCCESS) };
    let turn = turn?;
    let Some(keyholder) = unless_stopped(&mut signals, plan.keyholder()).await else { return Ok(ExitCode::SUCCESS) };
    let mut keyholder = keyholder?;
    drop(turn);
    let mut leaving = Leaving::default();
    let mut gateway = match first_gateway(plan, &leaving, &mut signals, context).await {
        Ok(Some(gateway)) => gateway,
        other => {
            keyholder.stop(PATIENCE).await;
            return other.map(|_| ExitCode::SUCCESS);
        }
    };
    // Mail goes, whatever becomes of the pages. Until they have started or failed, which they do within half a minute or little more, the
    // death of another process is not seen.
    tell_systemd("READY=1");
    let Some(mut pages) = unless_stopped(&mut signals, Pages::start(plan, context)).await else {
        tell_systemd("STOPPING=1");
        gateway.stop(plan.settings.limits.shutdown + PATIENCE).await;
        keyholder.stop(PATIENCE).await;
        return Ok(ExitCode::SUCCESS);
    };
    plan.said.tell(&context.say("serve-ready", &[]));
    let watching = plan.watching(context);
    tokio::pin!(watching);
    let mut missed = None;
    loop {
        let event = if let Some(event) = missed.take() {
            event
        } else {
            tokio::select! {
                () = &mut watching => continue,
                () = pages.event(plan, context) => continue,
                status = keyholder.ended() => Event::Ended(Role::Keyholder, status),
                status = gateway.ended() => Event::Ended(Role::Gateway, status),
                event = signals.next() => event,
            }
        };
        match event {
            Event::Reload => {
                show_configuration(plan, context);
                gateway.signal(Signal::HUP);
                pages.renew();
            }
            Event::Replace => match unless_stopped(&mut signals, replace(plan, &leaving, context)).await {
                None => break,
                Some(Ok(new)) => {
                    plan.said.tell(&context.say("serve-gateway-replaced", &[]));
                    leaving.add(std::mem::replace(&mut gateway, new), Signal::USR2);
                    pages.renew();
                }
                Some(Err(failure)) => plan.said.complain(&failure.line(context)),
            },
            Event::Stop => break,
            Event::Ended(role, status) => {
                let (how, number) = how_it_ended(Some(status));
                let facts = [("name", role.name().into()), ("how", how.into()), ("number", number.into())];
                plan.said.complain(&context.say("serve-child-ended", &facts));
                let (fallen, other) = match role {
                    Role::Keyholder => (&mut keyholder, Some(&mut gateway)),
                    Role::Gateway | Role::Web => (&mut gateway, None),
                };
                let wait = if fallen.age() > SETTLED { FIRST_WAIT } else { fallen.wait() };
                match again(plan, role, wait, other, &leaving, &mut signals, context).await {
                    Some((started, asked)) => {
                        *fallen = started;
                        // Who has just started has read all anew; the others have not.
                        missed = asked.map(|asked| if matches!(role, Role::Keyholder) { asked } else { Event::Reload });
                    }
                    None => break,
                }
            }
        }
    }
    tell_systemd("STOPPING=1");
    // all at once: visitors and mail do not wait for each other
    let patience = plan.settings.limits.shutdown + PATIENCE;
    tokio::join!(gateway.stop(patience), leaving.stop(patience), pages.stop(patience));
    keyholder.stop(PATIENCE).await;
    Ok(ExitCode::SUCCESS)
}

/// A new gateway beside the one that runs; where it cannot be started, that one goes on.
async fn replace(plan: &Plan, leaving: &Leaving, context: Context) -> Result<Child, Failure> {
    if leaving.count() >= MOST_LEAVING {
        return Err(Failure::new("serve-too-many-leaving").with("count", leaving.count()));
    }
    show_configuration(plan, context);
    Ok(plan.next_gateway().await?)
}

/// Who has put another file in the configuration's place may have left it to root alone.
fn show_configuration(plan: &Plan, context: Context) {
    if let Err(failure) = plan.rights.show_configuration(&plan.settings) {
        plan.said.complain(&failure.line(context));
    }
}

/// The first gateway. One that somebody kills before it is ready is started again: clients are waiting already. `None`: the end was asked
/// for meanwhile.
async fn first_gateway(plan: &Plan, leaving: &Leaving, signals: &mut Signals, context: Context) -> Result<Option<Child>, Failure> {
    match unless_stopped(signals, plan.gateway(false)).await {
        None => Ok(None),
        Some(Ok(gateway)) => Ok(Some(gateway)),
        Some(Err(NotStarted { failure, killed: true })) => {
            plan.said.complain(&failure.line(context));
            // The pages are started after it, and read all anew.
            Ok(again(plan, Role::Gateway, FIRST_WAIT, None, leaving, signals, context).await.map(|(gateway, _)| gateway))
        }
        Some(Err(NotStarted { failure, .. })) => Err(failure),
    }
}

/// What was to be done, or `None` when the end was asked for meanwhile: a process that is just starting is killed then. Other signals wait.
async fn unless_stopped<T>(signals: &mut Signals, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = signals.stop() => None,
        done = work => Some(done),
    }
}

/// Starts a dead process again, waiting longer after each failure; with what else was asked for meanwhile. `None` when that was the end.
/// `gateway`: looked after meanwhile. The keyholder may not start for long, and without a gateway nobody is told to try again later.
async fn again(
    plan: &Plan,
    role: Role,
    mut wait: Duration,
    mut gateway: Option<&mut Child>,
    leaving: &Leaving,
    signals: &mut Signals,
    context: Context,
) -> Option<(Child, Option<Event>)> {
    let mut asked = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            event = signals.next() => match event {
                Event::Stop => return None,
                Event::Reload if asked.is_some() => {}
                event => asked = Some(event),
            },
        }
        let start = async {
            match role {
                Role::Keyholder => plan.keyholder().await,
                Role::Gateway | Role::Web => {
                    show_configuration(plan, context);
                    plan.gateway(leaving.count() > 0).await.map_err(Failure::from)
                }
            }
        };
        match unless_stopped(signals, start).await? {
            Ok(mut started) => {
                started.wait_next_time((wait * 2).min(LONGEST_WAIT));
                plan.said.tell(&context.say("serve-child-again", &[("name", role.name().into())]));
                return Some((started, asked));
            }
            Err(failure) => plan.said.complain(&failure.line(context)),
        }
        if let Some(gateway) = gateway.as_deref_mut()
            && gateway.is_over()
        {
            show_configuration(plan, context);
            match unless_stopped(signals, plan.gateway(leaving.count() > 0)).await? {
                Ok(new) => {
                    *gateway = new;
                    plan.said.tell(&context.say("serve-child-again", &[("name", Role::Gateway.name().into())]));
                }
                Err(NotStarted { failure, .. }) => plan.said.complain(&failure.line(context)),
            }
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// The signals that a supervisor answers to.
struct Signals {
    term: unix::Signal,
    interrupt: unix::Signal,
    hangup: unix::Signal,
    replace: unix::Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            term: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
            replace: signal(SignalKind::user_defined2())?,
        })
    }

    /// The end alone; the others are kept for [`Signals::next`].
    async fn stop(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    async fn next(&mut self) -> Event {
        tokio::select! {
            _ = self.term.recv() => Event::Stop,
            _ = self.interrupt.recv() => Event::Stop,
            _ = self.hangup.recv() => Event::Reload,
            _ = self.replace.recv() => Event::Replace,
        }
    }
}
