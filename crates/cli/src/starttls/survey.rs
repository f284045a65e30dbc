//! What the store knows of doors and accounts, as crate `explain` takes it.

use std::collections::BTreeMap;

use kakitome_explain::starttls::{Account, Stage, Survey, Use, Way};
use kakitome_pki::UnixTime;
use kakitome_store::{DoorUse, Millis, StarttlsLetter};

use crate::failure::Failure;
use crate::home::Home;

/// Everything that is known, and what accounts were told in that series.
pub(super) fn survey(home: &Home, days: u32, series: Option<&str>) -> Result<(Survey, Vec<StarttlsLetter>), Failure> {
    let (uses, accounts, letters) = home.ask(async |store| {
        let letters = match series {
            Some(series) => store.starttls_letters(series).await?,
            None => store.all_starttls_letters().await?,
        };
        Ok((store.door_uses().await?, store.accounts().await?, letters))
    })?;
    let since = uses.iter().map(|one| one.first).min().map(moment);
    let mut all: BTreeMap<String, Account> = BTreeMap::new();
    let named = |name: &str| Account { name: name.to_owned(), uses: Vec::new(), told: Vec::new() };
    // logins that Dovecot checks have no account here
    for account in accounts.iter().filter(|account| !account.disabled) {
        all.insert(account.login.clone(), named(&account.login));
    }
    let disabled: Vec<&str> = accounts.iter().filter(|account| account.disabled).map(|account| account.login.as_str()).collect();
    for one in uses.into_iter().filter(|one| !disabled.contains(&one.account.as_str())) {
        let name = one.account.clone();
        all.entry(name.clone()).or_insert_with(|| named(&name)).uses.push(used(one));
    }
    for letter in &letters {
        if let (Some(account), Some(stage), Some(sent)) = (all.get_mut(&letter.account), Stage::from_word(&letter.stage), letter.sent) {
            account.told.push((stage, moment(sent)));
        }
    }
    Ok((Survey { now: UnixTime::now(), days, since, accounts: all.into_values().collect() }, letters))
}

fn used(one: DoorUse) -> Use {
    let way = match one.way {
        kakitome_store::Way::Implicit => Way::Implicit,
        kakitome_store::Way::Starttls => Way::Starttls,
    };
    let (first, last) = (moment(one.first), moment(one.last));
    Use { way, port: one.port, program: one.program, said: one.said, first, last, sessions: one.sessions }
}

const fn moment(at: Millis) -> UnixTime {
    UnixTime(at.seconds())
}
