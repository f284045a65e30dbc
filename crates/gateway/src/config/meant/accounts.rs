//! What `[accounts]` means: who checks logins, by which mechanisms, within which bounds.

use std::time::Duration;

use super::{MOST_SECONDS, Reading};
use crate::config::settings::Accounts;
use crate::config::written::{AccountsConfig, Check, Mechanism};

impl Reading<'_> {
    pub(super) fn accounts(&mut self, written: &AccountsConfig) -> Accounts {
        let check = *written.check.get_ref();
        let dovecot = match (check, &written.dovecot_socket) {
            (Check::Dovecot, Some(socket)) => Some(self.path(socket)),
            (Check::Dovecot, None) => {
                let hint = Some("dovecot-socket = \"/run/dovecot/auth-client\", as unix_listener of service auth names it");
                self.faults.at(written.check.span(), "Dovecot's socket is not named", hint);
                None
            }
            (Check::Store, Some(socket)) => {
                self.faults.at(socket.span(), "Dovecot is not asked", Some("set check = \"dovecot\""));
                None
            }
            (Check::Store, None) => None,
        };
        Accounts {
            dovecot,
            mechanisms: self.mechanisms(written, check),
            wrong_per_client: self.positive(&written.wrong_logins_per_client),
            wrong_per_account: self.positive(&written.wrong_logins_per_account),
            wrong_window: Duration::from_secs(60 * self.positive(&written.wrong_login_minutes).min(MOST_SECONDS / 60)),
            wrong_delay: Duration::from_secs(written.wrong_login_seconds.min(60)),
            at_once: self.count(&written.checks_at_once),
            patience: self.seconds(&written.seconds),
        }
    }

    fn mechanisms(&mut self, written: &AccountsConfig, check: Check) -> Vec<Mechanism> {
        let Some(wanted) = &written.mechanisms else {
            return match check {
                Check::Store => vec![Mechanism::ScramSha256, Mechanism::Plain, Mechanism::Login, Mechanism::External],
                Check::Dovecot => vec![Mechanism::Plain, Mechanism::Login, Mechanism::External],
            };
        };
        if wanted.get_ref().is_empty() {
            self.faults.at(wanted.span(), "no mechanism is offered: nobody could log in", Some("mechanisms = [\"plain\"]"));
        }
        if check == Check::Dovecot && wanted.get_ref().contains(&Mechanism::ScramSha256) {
            let hint = Some("offer \"plain\" and \"login\"");
            self.faults.at(wanted.span(), "Dovecot is handed the password, which SCRAM does not send", hint);
        }
        wanted.get_ref().clone()
    }
}
