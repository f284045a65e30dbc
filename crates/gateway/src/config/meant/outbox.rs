//! `[outbox]` from what is written to what it means.

use std::time::Duration;

use toml::Spanned;

use super::Reading;
use crate::config::settings::OutboxSettings;
use crate::config::written::OutboxConfig;

/// Longer than a month nobody waits for a mail: a slip of the unit.
const MOST_HOURS: u64 = 31 * 24;
const HOUR: u64 = 3600;

impl Reading<'_> {
    pub(super) fn outbox(&mut self, written: &OutboxConfig) -> OutboxSettings {
        let settings = OutboxSettings {
            folder: self.path(&written.folder),
            first_pause: self.seconds(&written.first_pause_seconds),
            longest_pause: self.seconds(&written.longest_pause_seconds),
            lifetime: self.hours(&written.lifetime_hours),
            delay: self.hours(&written.delay_hours),
            connections: self.count(&written.connections),
            mails: self.count(&written.mails),
            bytes: self.positive(&written.bytes),
            free_bytes: written.free_bytes,
        };
        if settings.first_pause > settings.longest_pause {
            self.faults.at(written.first_pause_seconds.span(), "first-pause-seconds is longer than longest-pause-seconds", None);
        }
        settings
    }

    fn hours(&mut self, hours: &Spanned<u64>) -> Duration {
        let number = *hours.get_ref();
        if number == 0 || number > MOST_HOURS {
            self.faults.at(hours.span(), format!("this must be from 1 to {MOST_HOURS} hours"), None);
        }
        Duration::from_secs(number.clamp(1, MOST_HOURS) * HOUR)
    }
}
