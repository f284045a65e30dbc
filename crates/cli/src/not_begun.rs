//! Why gateway or keyholder could not begin, or had to stop: by the kinds of their errors, as sentences of `explain` with a hint.
//! An error that has no sentence of its own is told as its own line.

use std::io::ErrorKind;

use crate::failure::{Failure, failed};

/// Of the gateway.
pub(crate) fn gateway(error: &kakitome_gateway::Error) -> Failure {
    use kakitome_gateway::Error;
    let with = |name, path: &std::path::Path, why: &dyn std::fmt::Display| Failure::new(name).with("file", path.display()).with("why", why);
    match error {
        Error::Config(error) => failed("cli-config-faulty", error),
        Error::Listen { place, source } => {
            cannot_listen(Failure::new("gateway-cannot-listen").with("place", place).with("why", source), source)
        }
        Error::NotOpened { place } => Failure::new("gateway-not-opened").with("place", place).hint("gateway-not-opened-hint"),
        Error::File { act, path, source } if act.starts_with("make ") => {
            with("gateway-folder-unusable", path, source).hint("gateway-folder-hint")
        }
        Error::File { path, source, .. } => with("gateway-file-unusable", path, source).hint("gateway-file-hint"),
        Error::Tls { path, why } => with("gateway-tls-unusable", path, why).hint("gateway-tls-hint"),
        Error::Encryption { path, why } => with("gateway-encryption-unusable", path, why).hint("gateway-encryption-hint"),
        Error::Database { path, why } => with("gateway-database-unusable", path, why).hint("gateway-database-hint"),
        Error::Outbox(kakitome_store::Error::OutboxInUse { folder }) => {
            Failure::new("gateway-outbox-in-use").with("file", folder.display()).hint("gateway-outbox-in-use-hint")
        }
        Error::Outbox(error) => failed("gateway-outbox-unusable", error),
        Error::OutboxFell { why } => Failure::new("gateway-outbox-fell").with("why", why),
        other => failed("gateway-failed", other),
    }
}

fn cannot_listen(failure: Failure, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => failure.hint("serve-cannot-listen-taken"),
        ErrorKind::PermissionDenied => failure.hint("serve-cannot-listen-low-port"),
        ErrorKind::AddrNotAvailable => failure.hint("serve-cannot-listen-not-ours"),
        _ => failure,
    }
}

/// Of the keyholder.
pub(crate) fn keyholder(error: &kakitome_keyholder::Error) -> Failure {
    use kakitome_keyholder::Error;
    let with = |name, path: &std::path::Path| Failure::new(name).with("file", path.display());
    match error {
        Error::AlreadyRunning { path } => with("keyholder-running", path).hint("keyholder-running-hint"),
        Error::NotPrivate { path, mode, owner } => with("keyholder-not-private", path)
            .with("mode", format_args!("{mode:o}"))
            .with("owner", owner)
            .hint("keyholder-not-private-hint"),
        Error::KekMissing { path } => with("keyholder-kek-missing", path).hint("keyholder-kek-missing-hint"),
        Error::Io { path, source, .. } => with("keyholder-file", path).with("why", source),
        Error::Damaged { path, why } => with("keyholder-damaged", path).with("why", why),
        Error::AuditBroken { path, line, why } => with("keyholder-audit-broken", path).with("line", line).with("why", why),
        Error::NotThere { path } => with("keyholder-not-there", path).hint("keyholder-not-there-hint"),
        Error::PassphraseNeeded { path } => with("keyholder-passphrase-needed", path),
        Error::WrongPassphrase { path, rotating: false } => with("keyholder-passphrase-wrong", path),
        Error::RotationPending { path } => with("keyholder-rotation-pending", path),
        other => failed("keyholder-failed", other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use std::io::Error as Io;

    use kakitome_explain::Lang;
    use kakitome_gateway::Error as G;
    use kakitome_keyholder::Error as K;
    use rustix::io::Errno;

    use super::*;
    use crate::context::Context;

    fn both(failure: &Failure) -> [String; 2] {
        [Lang::Ja, Lang::En].map(|lang| failure.line(Context { lang }))
    }

    #[test]
    fn every_reason_is_told_in_both_languages() {
        let io = |number: Errno| Io::from_raw_os_error(number.raw_os_error());
        let (path, why) = (std::path::PathBuf::from("/etc/x.pem"), "reason".to_owned());
        let place = || "127.0.0.1:25".parse().map(kakitome_gateway::config::Place::Tcp).unwrap();
        let reasons = [
            gateway(&G::Listen { place: place(), source: io(Errno::ADDRINUSE) }),
            gateway(&G::Listen { place: place(), source: io(Errno::ACCESS) }),
            gateway(&G::NotOpened { place: place() }),
            gateway(&G::File { act: "read the private key", path: path.clone(), source: io(Errno::ACCESS) }),
            gateway(&G::File { act: "make the folder for large mails", path: path.clone(), source: io(Errno::NOSPC) }),
            gateway(&G::Tls { path: path.clone(), why: why.clone() }),
            gateway(&G::Encryption { path: path.clone(), why: why.clone() }),
            gateway(&G::Database { path: path.clone(), why: why.clone() }),
            gateway(&G::Outbox(kakitome_store::Error::OutboxInUse { folder: path.clone() })),
            gateway(&G::OutboxFell { why: why.clone() }),
            keyholder(&K::AlreadyRunning { path: path.clone() }),
            keyholder(&K::NotPrivate { path: path.clone(), mode: 0o644, owner: 0 }),
            keyholder(&K::KekMissing { path: path.clone() }),
            keyholder(&K::Io { what: "listening on", path: path.clone(), source: io(Errno::ADDRINUSE) }),
            keyholder(&K::Damaged { path: path.clone(), why: why.clone() }),
            keyholder(&K::AuditBroken { path: path.clone(), line: 7, why: "reason" }),
            keyholder(&K::NotThere { path: path.clone() }),
            keyholder(&K::PassphraseNeeded { path: path.clone() }),
            keyholder(&K::WrongPassphrase { path: path.clone(), rotating: false }),
            keyholder(&K::RotationPending { path }),
        ];
        for [ja, en] in reasons.iter().map(both) {
            assert!(!ja.contains('⟨') && !ja.contains("{$") && !en.contains('⟨') && !en.contains("{$"), "{ja}\n{en}");
            assert!(ja.contains("ゲートウェイ: ") || ja.contains("鍵保管プロセス: "), "{ja}");
            for english in ["cannot", "denied", "Address", "No space", "hint", "another"] {
                assert!(!ja.contains(english), "{ja}");
            }
            assert!(en.is_ascii(), "{en}");
        }
    }
}
