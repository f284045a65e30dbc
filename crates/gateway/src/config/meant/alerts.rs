//! `[alerts]` and `[senders]` from what is written to what they mean.

use std::time::Duration;

use kakitome_wire::Mailbox;
use toml::Spanned;

use super::Reading;
use crate::config::pattern::Pattern;
use crate::config::telling::{Alerts, Senders};
use crate::config::written::{AlertsConfig, SendersConfig};

/// More days are a slip: no certificate for mail lives longer than 27 months (CA/Browser Forum S/MIME BR 6.3.2), and nobody renews a year ahead.
const MOST_DAYS: u64 = 366;
/// Longer than a month is no checking: a slip of the unit.
const MOST_HOURS: u64 = 31 * 24;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

impl Reading<'_> {
    pub(super) fn alerts(&mut self, written: &AlertsConfig, hostname: &str) -> Alerts {
        written.to.iter().chain(&written.from).for_each(|address| self.mail_address(address));
        let mut days: Vec<u32> = written.days.iter().map(|days| self.days(days)).collect();
        days.sort_unstable_by(|one, other| other.cmp(one));
        days.dedup();
        let hours = *written.preflight_hours.get_ref();
        if hours > MOST_HOURS {
            let hint = Some("0 switches the check off");
            self.faults.at(written.preflight_hours.span(), format!("preflight-hours must be from 0 to {MOST_HOURS}"), hint);
        }
        Alerts {
            to: written.to.iter().map(|address| address.get_ref().clone()).collect(),
            from: own_address(written.from.as_ref(), hostname),
            language: written.language,
            days,
            after: self.seconds(&written.after_seconds),
            per_hour: self.positive(&written.per_hour),
            preflight: (hours > 0).then(|| Duration::from_secs(hours.min(MOST_HOURS) * HOUR)),
        }
    }

    pub(super) fn senders(&mut self, written: &SendersConfig, hostname: &str) -> Senders {
        written.from.iter().for_each(|address| self.mail_address(address));
        Senders {
            tell_of_carriers: written.tell_of_carriers,
            again: Duration::from_secs(u64::from(self.days(&written.days)) * DAY),
            automatic: self.parsed::<Pattern>(&written.automatic),
            from: own_address(written.from.as_ref(), hostname),
            language: written.language,
        }
    }

    fn mail_address(&mut self, address: &Spanned<String>) {
        if Mailbox::parse(address.get_ref()).is_none() {
            self.faults.at(address.span(), format!("{:?} is not a mail address", address.get_ref()), None);
        }
    }

    fn days(&mut self, days: &Spanned<u64>) -> u32 {
        match u32::try_from(*days.get_ref()) {
            Ok(number) if (1..=MOST_DAYS).contains(&u64::from(number)) => number,
            _ => {
                self.faults.at(days.span(), format!("days must be from 1 to {MOST_DAYS}"), None);
                1
            }
        }
    }
}

fn own_address(written: Option<&Spanned<String>>, hostname: &str) -> String {
    written.map_or_else(|| format!("postmaster@{hostname}"), |from| from.get_ref().clone())
}
