//! How the processes are called: which words, which rights, what they are told at their start.

use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use kakitome_gateway::Wanted;
use kakitome_gateway::config::Settings;

use super::child::{self, Child, Input, NotStarted, Role};
use super::doors::{Door, Doors};
use super::watch;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::manner::Manner;
use crate::rights::Rights;
use crate::said::Said;
use crate::{home, password, sockets};

/// How the processes are called.
pub(super) struct Plan {
    first_look: Duration,
    config: PathBuf,
    pub(super) settings: Settings,
    pub(super) rights: Rights,
    pub(super) said: Said,
    passphrase: Option<kakitome_crypto::Zeroizing<String>>,
    /// Held while gateways come and go.
    mail: Doors,
    /// Held while the pages do.
    web: Doors,
}

impl Plan {
    pub(super) fn new(
        config: PathBuf,
        settings: Settings,
        first_look: Duration,
        passphrase_file: Option<&Path>,
        context: Context,
    ) -> Result<Self, Failure> {
        let rights = Rights::find(&settings)?;
        let said = Said::new(settings.log.format)?;
        said.tell(&context.say(rights.sentence(), &[]));
        let passphrase = match (&settings.key_encryption_key, passphrase_file) {
            (Some(_), _) => None,
            (None, Some(file)) => Some(password::first_line(file)?),
            (None, None) => Some(home::ask_passphrase(context)?),
        };
        let mut given = sockets::of_service_manager();
        let mail = Doors::new(rights, &Wanted::by_mail(&settings), &mut given);
        let web = Doors::new(rights, &Wanted::by_web(&settings), &mut given);
        // Of doors that the configuration no longer has. Closed here and there, before others are opened: theirs may be the same port.
        sockets::have_forgotten(given.iter().map(|(_, socket)| socket.as_fd()), true);
        drop(given);
        // Before anything is started: who comes in from now on waits, and is not refused.
        let doors = mail.open(&Wanted::by_mail(&settings))?;
        mail.hold(&doors);
        Ok(Self { first_look, config, settings, rights, said, passphrase, mail, web })
    }

    pub(super) async fn keyholder(&self) -> Result<Child, Failure> {
        let mut command = child::ourselves("keyholder")?;
        command.arg("--folder").arg(&self.settings.keyholder_folder).arg("--socket").arg(&self.settings.keyholder_socket);
        match &self.settings.key_encryption_key {
            Some(file) => command.arg("--kek").arg(file),
            None => command.arg("--passphrase-from-stdin"),
        };
        command.args(self.manner().words()).args(self.rights.peers());
        self.rights.keyholder(command.as_std_mut());
        Ok(Child::start(Role::Keyholder, command, Input::Pipe(self.passphrase.as_deref().map(String::as_str)), &self.said).await?)
    }

    const fn manner(&self) -> Manner {
        Manner::new(self.settings.log.format, self.settings.log.level)
    }

    /// A gateway where there is none. `beside`: others are still on their way out.
    pub(super) async fn gateway(&self, beside: bool) -> Result<Child, NotStarted> {
        let doors = self.mail.open_alone(&Wanted::by_mail(&self.settings_of_today()?))?;
        // From now on, whether it starts or not.
        self.mail.hold(&doors);
        self.gateway_with(doors, beside).await
    }

    /// A gateway beside the one that runs, which goes afterwards; where it cannot be started, no other doors are open than before.
    pub(super) async fn next_gateway(&self) -> Result<Child, NotStarted> {
        let doors = self.mail.open(&Wanted::by_mail(&self.settings_of_today()?))?;
        self.gateway_with(doors, true).await
    }

    async fn gateway_with(&self, doors: Vec<Rc<Door>>, beside: bool) -> Result<Child, NotStarted> {
        let mut command = child::ourselves("gateway")?;
        command.arg("--config").arg(&self.config).arg("--sockets").args(self.manner().words());
        if beside {
            command.arg("--beside");
        }
        // Without it the C library sets addresses apart for each thread, 64 MiB at a time, which a bound on them does not leave (R27).
        command.env("MALLOC_ARENA_MAX", "2");
        self.rights.gateway(command.as_std_mut());
        let child = Child::start(Role::Gateway, command, Input::Sockets(&doors), &self.said).await?;
        self.mail.keep(doors);
        Ok(child)
    }

    /// The pages where there are none; nothing, if the configuration has none (any more). `beside`: others run, and go afterwards.
    pub(super) async fn web(&self, beside: bool) -> Result<Option<Child>, Failure> {
        let settings = self.settings_of_today()?;
        if settings.web.is_none() {
            self.web.keep(Vec::new());
            return Ok(None);
        }
        let wanted = Wanted::by_web(&settings);
        let doors = if beside { self.web.open(&wanted) } else { self.web.open_alone(&wanted) }?;
        if !beside {
            self.web.hold(&doors);
        }
        let mut command = child::ourselves("web")?;
        command.arg("--config").arg(&self.config).arg("--sockets").args(self.manner().words());
        self.rights.gateway(command.as_std_mut());
        let child = Child::start(Role::Web, command, Input::Sockets(&doors), &self.said).await?;
        self.web.keep(doors);
        Ok(Some(child))
    }

    /// Whether the configuration has pages now.
    pub(super) fn wants_web(&self) -> Result<bool, Failure> {
        self.settings_of_today().map(|settings| settings.web.is_some())
    }

    /// The configuration as the process that is about to start will read it: it may want other doors than the last one.
    fn settings_of_today(&self) -> Result<Settings, Failure> {
        Settings::load(&self.config).map_err(|error| failed("cli-config-faulty", &error))
    }

    /// The daily look at the lists of roots, and the daily check of every identity; never ends.
    pub(super) async fn watching(&self, context: Context) {
        let rights = |command: &mut std::process::Command| self.rights.gateway(command);
        let often = |words: &'static [&'static str], every: Option<Duration>| async move {
            let Some(every) = every else { return std::future::pending().await };
            let pace = watch::Pace { first: self.first_look, every };
            watch::look_daily(words, &self.config, pace, rights, &self.said, context).await;
        };
        let (watch, alerts) = (&self.settings.watch, &self.settings.alerts);
        let lists = (!watch.lists.is_empty()).then_some(watch.every);
        tokio::join!(often(&["trust", "watch", "--once"], lists), often(&["preflight", "--all"], alerts.preflight));
    }
}
