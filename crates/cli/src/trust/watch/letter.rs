//! The mail to whoever owns a certificate that a change touches, in the language of the program. A change is told once: it is marked when
//! the next hop has taken the mail.

use std::collections::BTreeMap;

use kakitome_pki::UnixTime;
use kakitome_store::{Millis, RootChange};

use super::change::blocks;
use super::owner::Owners;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::Home;
use crate::our_mail::Writer;

/// What became of one mail.
pub(super) struct Mailed {
    pub(super) to: String,
    pub(super) changes: usize,
    pub(super) signed: bool,
    pub(super) fate: Result<(), Failure>,
}

/// Tells everybody what is due.
pub(super) fn tell(home: &Home, owners: &Owners, context: Context, now: UnixTime) -> Result<Vec<Mailed>, Failure> {
    let due = home.ask(async |store| store.root_changes_due().await)?;
    let mut mails = Vec::new();
    let watch = &home.settings.watch;
    if due.is_empty() {
        return Ok(mails);
    }
    let writer = Writer::new(home, &watch.from, context)?;
    for (told, changes) in groups(&due, owners, &watch.to, &watch.from) {
        let ids: Vec<i64> = changes.iter().map(|change| change.id).collect();
        let mut is_told = false;
        for to in told {
            let (subject, body) = text(home, &changes, owners, context, now);
            let mail = writer.write(&to, &subject, &body, context)?;
            let waits = |why| Failure::new("watch-not-sent").with("to", &to).with("why", why).hint("watch-not-sent-hint");
            let fate = writer.send(&to, &mail).map_err(waits);
            is_told |= fate.is_ok();
            mails.push(Mailed { to, changes: changes.len(), signed: mail.signed, fate });
        }
        if is_told {
            home.ask(async |store| store.root_changes_told(&ids, Millis::from_seconds(now.0)).await)?;
        }
    }
    Ok(mails)
}

/// Who is told of what: those of the configuration of everything; else each identity of its own, and of correspondents' certificates
/// whoever the mail is from, which is the postmaster here. A correspondent is never written to.
fn groups<'a>(due: &'a [RootChange], owners: &Owners, to: &[String], from: &str) -> Vec<(Vec<String>, Vec<&'a RootChange>)> {
    if due.is_empty() {
        return Vec::new();
    }
    if !to.is_empty() {
        return vec![(to.to_vec(), due.iter().collect())];
    }
    let mut told: BTreeMap<&str, Vec<&RootChange>> = BTreeMap::new();
    for change in due {
        let to = if owners.is_persons(&change.change) { from } else { &change.change.address };
        told.entry(to).or_default().push(change);
    }
    told.into_iter().map(|(owner, changes)| (vec![owner.to_owned()], changes)).collect()
}

/// Subject and body.
fn text(home: &Home, changes: &[&RootChange], owners: &Owners, context: Context, now: UnixTime) -> (String, String) {
    let count = changes.len();
    let subject = context.say("watch-mail-subject", &[("count", count.into())]);
    let people = changes.iter().filter(|change| owners.is_persons(&change.change)).count();
    let intro = match (people, count.saturating_sub(people)) {
        (0, _) => "watch-mail-intro",
        (_, 0) => "watch-mail-intro-people",
        _ => "watch-mail-intro-both",
    };
    let mut body = context.say(intro, &[("count", count.saturating_sub(people).into()), ("people", people.into())]);
    let changes: Vec<_> = changes.iter().map(|change| &change.change).collect();
    for block in blocks(&changes, owners, now, context) {
        body.push_str("\n\n■ ");
        body.push_str(&block);
    }
    let about = [("home", home.settings.hostname.as_str().into())];
    body.push_str(&format!("\n\n{}\n", context.say("watch-mail-end", &about)));
    (subject, body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use kakitome_store::NewRootChange;

    fn due(id: i64, address: &str) -> RootChange {
        let change = NewRootChange {
            list: "microsoft".to_owned(),
            edition: [0; 32],
            title: "x".to_owned(),
            came: Millis(0),
            address: address.to_owned(),
            certificate: [0; 32],
            serial: "01".to_owned(),
            root: [0; 32],
            root_name: "x".to_owned(),
            before: None,
            state: "ok".to_owned(),
            another: None,
            due: true,
        };
        RootChange { id, found: Millis(0), told: None, change }
    }

    #[test]
    fn everybody_is_told_of_his_own_or_one_of_all() {
        let all = [due(1, "b@x.example"), due(2, "a@x.example"), due(3, "b@x.example")];
        let ours = Owners::only([[0; 32]]);
        let groups = |due, to: &[String]| groups(due, &ours, to, "postmaster@x.example");
        let told: Vec<(String, usize)> = groups(&all, &[]).into_iter().map(|(to, changes)| (to[0].clone(), changes.len())).collect();
        assert_eq!(told, [("a@x.example".to_owned(), 1), ("b@x.example".to_owned(), 2)]);
        let to = ["admin@x.example".to_owned()];
        assert_eq!(groups(&all, &to).iter().map(|(to, changes)| (to.len(), changes.len())).collect::<Vec<_>>(), [(1, 3)]);
        assert!(groups(&[], &to).is_empty());
    }

    #[test]
    fn a_correspondent_is_never_written_to() {
        let all = [due(1, "friend@elsewhere.example"), due(2, "other@elsewhere.example")];
        let told = groups(&all, &Owners::only([]), &[], "postmaster@x.example");
        assert_eq!(
            told.iter().map(|(to, changes)| (to.join(" "), changes.len())).collect::<Vec<_>>(),
            [("postmaster@x.example".to_owned(), 2)]
        );
    }
}
