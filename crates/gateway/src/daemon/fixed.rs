//! What a reload cannot change: sockets and files that are open. The old values stay, and it is said.

use crate::config::Settings;

/// With the old values of what is open.
pub(super) fn with_fixed_parts(mut settings: Settings, old: &Settings) -> Settings {
    settings.database.clone_from(&old.database);
    settings.keyholder_socket.clone_from(&old.keyholder_socket);
    settings.signature_wait = old.signature_wait;
    settings.spill.clone_from(&old.spill);
    settings.log = old.log;
    settings.metrics.clone_from(&old.metrics);
    settings.accounts.at_once = old.accounts.at_once;
    settings.outbox.folder.clone_from(&old.outbox.folder);
    let same_doors = settings.listeners.len() == old.listeners.len()
        && settings.listeners.iter().zip(&old.listeners).all(|(new, old)| new.place == old.place && new.kind == old.kind);
    if !same_doors {
        settings.listeners.clone_from(&old.listeners);
        settings.networks.clone_from(&old.networks);
        settings.may_sign.clone_from(&old.may_sign);
        settings.rules.clone_from(&old.rules);
    }
    settings
}

/// Says which changes wait for a restart.
pub(super) fn note_what_needs_a_restart(old: &Settings, new: &Settings) {
    let addresses = |settings: &Settings| settings.listeners.iter().map(|l| (l.kind, l.place.clone())).collect::<Vec<_>>();
    let changed = [
        ("[home] database", old.database != new.database),
        ("[home] spill", old.spill != new.spill),
        ("[keyholder]", old.keyholder_socket != new.keyholder_socket || old.signature_wait != new.signature_wait),
        ("[log]", old.log != new.log),
        ("[metrics]", old.metrics != new.metrics),
        ("[accounts] checks-at-once", old.accounts.at_once != new.accounts.at_once),
        ("[outbox] folder", old.outbox.folder != new.outbox.folder),
        ("[[listener]] addresses (and what refers to networks)", addresses(old) != addresses(new)),
    ];
    for (what, _) in changed.into_iter().filter(|(_, changed)| *changed) {
        tracing::warn!(what, "changed in the configuration: needs a restart, the old value stays");
    }
}
