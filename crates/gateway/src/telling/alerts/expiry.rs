//! Which certificates end: those that identities sign with now, those of the private CA, and those of doors and pages.

use std::path::{Path, PathBuf};

use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Authority, Identity, KeyState, NewAlert, StoredCertificate};

use super::due::{Step, step};
use crate::config::Settings;
use crate::tls;

/// What is to be told of all of them.
pub(crate) fn alerts(identities: &[Identity], authorities: &[Authority], settings: &Settings, now: UnixTime) -> Vec<NewAlert> {
    let days = &settings.alerts.days;
    let mut all = Vec::new();
    for identity in identities {
        if let Some(newest) = newest(identity) {
            let known = Known::of(newest);
            all.extend(step(known.until, now, days).map(|step| known.alert("certificate", step).with("address", &identity.address)));
        }
    }
    for authority in authorities {
        let known = Known::of(&authority.certificate);
        let name = &authority.certificate.subject;
        all.extend(step(known.until, now, days).map(|step| known.alert("authority", step).with("name", name)));
    }
    for file in files(settings) {
        all.extend(of_file(&file, now, days));
    }
    all
}

/// The certificate with which an identity signs for longest: while there is a newer one, the end of an older one is no news.
fn newest(identity: &Identity) -> Option<&StoredCertificate> {
    let usable = identity.keys.iter().filter(|key| key.purpose.signs() && matches!(key.state, KeyState::Active | KeyState::Expired));
    usable.flat_map(|key| &key.certificates).max_by_key(|certificate| certificate.not_after)
}

/// What is told of a certificate.
struct Known {
    sha256: [u8; 32],
    serial: String,
    until: UnixTime,
}

impl Known {
    fn of(stored: &StoredCertificate) -> Self {
        Self { sha256: stored.sha256, serial: stored.serial.clone(), until: UnixTime(stored.not_after.seconds()) }
    }

    fn alert(&self, kind: &str, step: Step) -> NewAlert {
        let hash: String = self.sha256.iter().map(|octet| format!("{octet:02x}")).collect();
        let alert = NewAlert::new(&format!("{kind}-{}", step.kind()), &format!("{hash} {}", step.word()));
        let alert = alert.with("serial", &self.serial).with("until", self.until.0);
        match step {
            Step::Within(days) => alert.with("days", days),
            Step::Over => alert,
        }
    }
}

/// Files of certificates, each once.
fn files(settings: &Settings) -> Vec<PathBuf> {
    let doors = settings.listeners.iter().filter_map(|listener| listener.tls.as_ref()).map(|tls| tls.cert.clone());
    let pages = settings.web.iter().filter_map(|web| web.tls.as_ref()).map(|tls| tls.cert.clone());
    let mut all: Vec<PathBuf> = doors.chain(pages).collect();
    all.sort();
    all.dedup();
    all
}

/// A file that cannot be read is told by whoever needs it.
fn of_file(file: &Path, now: UnixTime, days: &[u32]) -> Option<NewAlert> {
    let first = tls::certificates(file).ok()?.into_iter().next()?;
    let certificate = Certificate::from_der(first.as_ref().to_vec()).ok()?;
    let known = Known { sha256: *certificate.sha256(), serial: certificate.serial().hex(), until: certificate.not_after() };
    let alert = known.alert("tls", step(known.until, now, days)?);
    Some(alert.with("file", file.display()).with("name", certificate.subject().display()))
}
