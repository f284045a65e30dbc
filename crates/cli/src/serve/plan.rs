//! How the processes are called: which words, which rights, what they are told at their start.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kakitome_gateway::config::Settings;

use super::child::{self, Child, Role};
use super::watch;
use crate::context::Context;
use crate::failure::Failure;
use crate::rights::Rights;
use crate::said::Said;
use crate::{home, password};

/// How the processes are called.
pub(super) struct Plan {
    first_look: Duration,
    config: PathBuf,
    pub(super) settings: Settings,
    pub(super) rights: Rights,
    pub(super) said: Said,
    passphrase: Option<kakitome_crypto::Zeroizing<String>>,
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
        Ok(Self { first_look, config, settings, rights, said, passphrase })
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
        Child::start(Role::Keyholder, command, self.passphrase.as_deref().map(String::as_str), &self.said).await
    }

    pub(super) async fn gateway(&self) -> Result<Child, Failure> {
        let mut command = child::ourselves("gateway")?;
        command.arg("--config").arg(&self.config);
        self.rights.gateway(command.as_std_mut());
        Child::start(Role::Gateway, command, None, &self.said).await
    }

    pub(super) async fn web(&self) -> Result<Child, Failure> {
        let mut command = child::ourselves("web")?;
        command.arg("--config").arg(&self.config);
        self.rights.gateway(command.as_std_mut());
        Child::start(Role::Web, command, None, &self.said).await
    }

    /// The daily look at the lists of roots; never ends.
    pub(super) async fn watching(&self, context: Context) {
        if self.settings.watch.lists.is_empty() {
            return std::future::pending().await;
        }
        let pace = watch::Pace { first: self.first_look, every: self.settings.watch.every };
        watch::look_daily(&self.config, pace, |command| self.rights.gateway(command), &self.said, context).await;
    }

    pub(super) async fn start(&self, role: Role) -> Result<Child, Failure> {
        match role {
            Role::Keyholder => self.keyholder().await,
            Role::Gateway => self.gateway().await,
            Role::Web => self.web().await,
        }
    }
}
