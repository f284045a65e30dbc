//! How the processes are called: which words, which rights, what they are told at their start.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kakitome_gateway::config::Settings;

use super::child::{self, Child, Input, Role};
use super::watch;
use crate::context::Context;
use crate::failure::Failure;
use crate::rights::Rights;
use crate::said::Said;
use crate::sockets::{self, Socket};
use crate::{home, password};

/// How the processes are called.
pub(super) struct Plan {
    first_look: Duration,
    config: PathBuf,
    pub(super) settings: Settings,
    pub(super) rights: Rights,
    pub(super) said: Said,
    passphrase: Option<kakitome_crypto::Zeroizing<String>>,
    /// Listening sockets, held while gateways come and go.
    kept: RefCell<Vec<Socket>>,
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
        let said = Said::new()?;
        said.tell(&context.say(rights.sentence(), &[]));
        let passphrase = match (&settings.key_encryption_key, passphrase_file) {
            (Some(_), _) => None,
            (None, Some(file)) => Some(password::first_line(file)?),
            (None, None) => Some(home::ask_passphrase(context)?),
        };
        let kept = RefCell::new(sockets::of_service_manager());
        Ok(Self { first_look, config, settings, rights, said, passphrase, kept })
    }

    pub(super) async fn keyholder(&self) -> Result<Child, Failure> {
        let mut command = child::ourselves("keyholder")?;
        command.arg("--folder").arg(&self.settings.keyholder_folder).arg("--socket").arg(&self.settings.keyholder_socket);
        match &self.settings.key_encryption_key {
            Some(file) => command.arg("--kek").arg(file),
            None => command.arg("--passphrase-from-stdin"),
        };
        command.args(self.rights.peers());
        self.rights.keyholder(command.as_std_mut());
        Child::start(Role::Keyholder, command, Input::Pipe(self.passphrase.as_deref().map(String::as_str)), &self.said).await
    }

    /// A gateway with the sockets of the last one. `beside`: that one still runs, and goes afterwards.
    pub(super) async fn gateway(&self, beside: bool) -> Result<Child, Failure> {
        let mut command = child::ourselves("gateway")?;
        command.arg("--config").arg(&self.config).arg("--sockets");
        if beside {
            command.arg("--beside");
        }
        if sockets::has_service_manager() {
            command.arg("--names-stay");
        }
        // Without it the C library sets addresses apart for each thread, 64 MiB at a time, which a bound on them does not leave (R27).
        command.env("MALLOC_ARENA_MAX", "2");
        self.rights.gateway(command.as_std_mut());
        let held = self.kept.take();
        let started = Child::start(Role::Gateway, command, Input::Sockets(&held), &self.said).await;
        match started {
            Ok(child) => {
                match child.sockets() {
                    Ok(sockets) => {
                        let unused: Vec<Socket> =
                            held.into_iter().filter(|(place, _)| !sockets.iter().any(|(used, _)| used == place)).collect();
                        sockets::keep_with_service_manager(&sockets, &unused);
                        self.kept.replace(sockets);
                    }
                    // Mail flows; the next one opens its own.
                    Err(error) => self.said.complain(&format!("kakitome serve: gateway: sockets: {error}")),
                }
                Ok(child)
            }
            Err(failure) => {
                self.kept.replace(held);
                Err(failure)
            }
        }
    }

    pub(super) async fn web(&self) -> Result<Child, Failure> {
        let mut command = child::ourselves("web")?;
        command.arg("--config").arg(&self.config);
        self.rights.gateway(command.as_std_mut());
        Child::start(Role::Web, command, Input::Pipe(None), &self.said).await
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

    /// `beside`: other gateways are still on their way out.
    pub(super) async fn start(&self, role: Role, beside: bool) -> Result<Child, Failure> {
        match role {
            Role::Keyholder => self.keyholder().await,
            Role::Gateway => self.gateway(beside).await,
            Role::Web => self.web().await,
        }
    }
}
