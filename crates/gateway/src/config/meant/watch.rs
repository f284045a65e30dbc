//! `[watch]` from what is written to what it means.

use std::time::Duration;

use kakitome_wire::Mailbox;
use toml::Spanned;

use super::Reading;
use crate::config::network::Cidr;
use crate::config::settings::{Mirror, Watch};
use crate::config::written::WatchConfig;

/// Longer than a month is no watching: a slip of the unit.
const MOST_HOURS: u64 = 31 * 24;
const HOUR: u64 = 3600;

impl Reading<'_> {
    pub(super) fn watch(&mut self, watch: &WatchConfig, hostname: &str) -> Watch {
        let hours = *watch.hours.get_ref();
        if hours == 0 || hours > MOST_HOURS {
            let hint = Some("lists = [] switches watching off");
            self.faults.at(watch.hours.span(), format!("hours must be from 1 to {MOST_HOURS}"), hint);
        }
        for address in watch.to.iter().chain(&watch.from) {
            if Mailbox::parse(address.get_ref()).is_none() {
                self.faults.at(address.span(), format!("{:?} is not a mail address", address.get_ref()), None);
            }
        }
        for mirror in &watch.mirror {
            if !mirror.url.get_ref().starts_with("https://") {
                self.faults.at(mirror.url.span(), format!("{:?} does not begin with https://", mirror.url.get_ref()), None);
            }
            if !watch.lists.iter().any(|list| list.get_ref() == mirror.name.get_ref()) {
                let hint = Some("name it in lists too");
                self.faults.at(mirror.name.span(), format!("{:?} is not watched", mirror.name.get_ref()), hint);
            }
        }
        Watch {
            lists: watch.lists.iter().map(|list| list.get_ref().clone()).collect(),
            every: Duration::from_secs(hours.clamp(1, MOST_HOURS).saturating_mul(HOUR)),
            to: watch.to.iter().map(|address| address.get_ref().clone()).collect(),
            from: watch.from.as_ref().map_or_else(|| format!("postmaster@{hostname}"), |from| Spanned::get_ref(from).clone()),
            mirrors: watch.mirror.iter().map(|m| Mirror { name: m.name.get_ref().clone(), url: m.url.get_ref().clone() }).collect(),
            ca: watch.ca.as_ref().map(|path| self.path(path)),
            networks: self.parsed::<Cidr>(&watch.networks),
            ports: watch.ports.clone(),
        }
    }
}
