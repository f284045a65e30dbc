//! Logins of a visit (RFC 4954): checked within bounds, answered alike whatever was wrong with them (attack S13), written down without
//! passwords.

use std::sync::Arc;

use kakitome_crypto::{Zeroizing, random_fill};
use kakitome_wire::server::{Credentials, ScramProof};
use kakitome_wire::{Mail, Reply, Safe};
use tokio::time::{Instant, sleep_until};

use super::Visit;
use crate::admission::accounts::LoginTrouble;
use crate::admission::dovecot;
use crate::admission::half_login::Attempt;
use crate::admission::login::Login;
use crate::replies;

/// Octets of our part of a nonce (RFC 5802 5.1 asks for what cannot be guessed); written as twice as many letters.
const NONCE: usize = 18;

impl Visit {
    /// A name and a password.
    pub(super) async fn log_in(&mut self, credentials: Credentials) {
        let since = Instant::now();
        let name = credentials.login.clone();
        if !self.may_try(&name) {
            return self.answer(&replies::too_many_wrong_logins());
        }
        let accounts = &self.live.settings.accounts;
        let checked = match &accounts.dovecot {
            Some(socket) => dovecot::check(socket, &credentials, self.client.address, accounts.patience).await,
            None => self.state.accounts.check(credentials, accounts.patience).await,
        };
        match checked {
            Ok(Some(login)) => {
                self.attempt = Some(Attempt::Right(login));
                self.answer(&kakitome_wire::replies::AUTHENTICATED);
            }
            Ok(None) => self.wrong(&name, since).await,
            Err(trouble) => self.not_checked(&trouble),
        }
    }

    /// SCRAM begins: the account's salt, or one of nobody's.
    pub(super) async fn begin_scram(&mut self, name: String) {
        let since = Instant::now();
        if !self.may_try(&name) {
            return self.answer(&replies::too_many_wrong_logins());
        }
        let begun = match self.state.accounts.begin(&name).await {
            Ok(begun) => begun,
            Err(trouble) => return self.not_checked(&trouble),
        };
        let nonce = match nonce() {
            Ok(nonce) => nonce,
            Err(error) => return self.not_checked(&LoginTrouble::Failed(error.to_string())),
        };
        let (salt, iterations) = begun.salt();
        if let Err(error) = self.session.scram(&nonce, salt, iterations) {
            return tracing::error!(peer = %self.client.peer, %error, "an answer did not fit");
        }
        self.attempt = Some(Attempt::Scram { name, begun: Box::new(begun), since });
    }

    /// SCRAM ends: the proof is right or not.
    pub(super) async fn end_scram(&mut self, proof: ScramProof) {
        let Some(Attempt::Scram { name, begun, since }) = self.attempt.take() else {
            return self.not_checked(&LoginTrouble::Failed("a proof without a beginning".into()));
        };
        match begun.finish(&proof) {
            Ok(Some((login, signature))) => {
                self.attempt = Some(Attempt::Right(login));
                if let Err(error) = self.session.prove(&signature) {
                    tracing::error!(peer = %self.client.peer, %error, "an answer did not fit");
                }
            }
            Ok(None) => self.wrong(&name, since).await,
            Err(trouble) => self.not_checked(&trouble),
        }
    }

    /// EXTERNAL (RFC 4422 appendix A): whoever is known by its certificate is who that says, or the one of its addresses that it names.
    pub(super) fn claim(&mut self, act_as: Option<&str>) {
        let Some(known) = &self.client.login else {
            return self.not_checked(&LoginTrouble::Failed("EXTERNAL without a certificate".into()));
        };
        let login = match act_as {
            None => Some(Login { by_certificate: false, ..Login::clone(known) }),
            Some(name) => known.as_one_of_its_own(name),
        };
        match login {
            Some(login) => {
                self.attempt = Some(Attempt::Right(login));
                self.answer(&kakitome_wire::replies::AUTHENTICATED);
            }
            None => {
                let name = act_as.unwrap_or_default();
                tracing::warn!(peer = %self.client.peer, login = %known.name, act_as = %Safe(name.as_bytes()), "a certificate does not have this address");
                self.answer(&replies::not_in_certificate());
            }
        }
    }

    /// The client has its 235.
    pub(super) fn logged_in(&mut self) {
        let Some(Attempt::Right(login)) = self.attempt.take() else { return };
        self.state.guard.right(self.client.address, &login.name);
        let by = if self.client.login.is_some() { "certificate" } else { "password" };
        tracing::info!(peer = %self.client.peer, login = %Safe(login.name.as_bytes()), by, "logged in");
        self.client.login = Some(Arc::new(login));
    }

    fn may_try(&mut self, name: &str) -> bool {
        self.attempt = None;
        let may = self.state.guard.admits(&self.live.settings.accounts, self.client.address, name);
        if !may {
            tracing::warn!(peer = %self.client.peer, login = %Safe(name.as_bytes()), "a login was not checked: too many were wrong");
        }
        may
    }

    /// The answer comes so long after the question, however the check went.
    async fn wrong(&mut self, name: &str, since: Instant) {
        let accounts = &self.live.settings.accounts;
        self.state.guard.wrong(accounts, self.client.address, name);
        tracing::warn!(peer = %self.client.peer, login = %Safe(name.as_bytes()), "a login was wrong");
        sleep_until(since + accounts.wrong_delay).await;
        self.answer(&kakitome_wire::replies::WRONG_CREDENTIALS);
        self.pace.command();
    }

    fn not_checked(&mut self, trouble: &LoginTrouble) {
        tracing::error!(peer = %self.client.peer, %trouble, "a login could not be checked");
        self.answer(&kakitome_wire::replies::AUTH_NOT_NOW);
    }

    /// What to say to MAIL from somebody who has logged in and is not its sender (RFC 6409 6.1).
    pub(super) fn foreign_sender(&self, mail: &Mail) -> Option<Reply> {
        if !self.client.kind.is_submission() {
            return None;
        }
        let Some(login) = &self.client.login else { return Some(kakitome_wire::replies::LOGIN_FIRST) };
        let from = mail.from.as_ref()?;
        (!self.live.settings.may_send(login, from.as_str())).then(|| replies::not_your_address(&login.name, from.as_str()))
    }
}

fn nonce() -> Result<String, kakitome_crypto::Error> {
    let mut octets = Zeroizing::new([0; NONCE]);
    random_fill(&mut *octets)?;
    Ok(octets.iter().map(|octet| format!("{octet:02x}")).collect())
}
