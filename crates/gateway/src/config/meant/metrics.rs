//! `[metrics]` from what is written to what it means.

use super::Reading;
use crate::config::place::Place;
use crate::config::written::MetricsConfig;

impl Reading<'_> {
    pub(super) fn metrics(&mut self, metrics: &MetricsConfig) -> Option<Place> {
        let address = metrics.address.as_ref()?;
        let text = address.get_ref();
        if let Some(path) = text.strip_prefix("unix:") {
            if path.is_empty() {
                self.faults.at(address.span(), "a path is empty", None);
            }
            return Some(Place::Unix(self.base.join(path)));
        }
        match text.parse() {
            Ok(address) => Some(Place::Tcp(address)),
            Err(_) => {
                let hint = Some("for example \"127.0.0.1:9125\" or \"unix:run/metrics.sock\"");
                self.faults.at(address.span(), format!("{text:?} is not an address with port"), hint);
                None
            }
        }
    }
}
