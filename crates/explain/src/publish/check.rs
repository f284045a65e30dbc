//! "How to check our mail" for one sending identity: the address first, then the steps program by program with pictures, the certificates
//! period by period, what each program shows, and what a signature does not tell. Says that a serial number alone proves nothing.

mod steps;
mod subject;

pub use subject::Check;

use kakitome_clients::{Period, Shown, Standing};
use kakitome_pki::Certificate;
use serde_json::{Value, json};

use super::programs;
use super::serial::{fingerprint, pairs};
use crate::document::{Document, Fact, Item};
use crate::lang::Lang;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};
use crate::{moment, promised};

/// The page.
#[must_use]
pub fn document(check: &Check<'_>, lang: Lang) -> Document {
    let words = words(lang);
    let maker = Maker { check, words, address: harmless(&check.sender.address) };
    let mut page = Document::new(lang, maker.say("check-title"));
    page.terms = true;
    page.lead = maker.lead();
    page.add(maker.say("check-first"), maker.first());
    page.add(maker.say("check-steps"), steps::items(check, words));
    page.add(maker.say("check-certificates"), maker.certificates());
    page.fold(maker.say("check-former"), maker.former());
    page.add(maker.say("check-otherwise"), maker.otherwise());
    page.fold(maker.say("check-programs"), programs::items(check.shown, words));
    page.fold(maker.say("guide-sources"), steps::basis(check, words));
    page.add(maker.say("check-limits"), vec![Item::Text(maker.say("check-limits-text"))]);
    page.foot = maker.foot();
    page
}

struct Maker<'a> {
    check: &'a Check<'a>,
    words: &'static Words,
    address: String,
}

impl Maker<'_> {
    /// A sentence with the address in it.
    fn say(&self, name: &str) -> String {
        self.words.get(name, &[("address", (&self.address).into())])
    }

    fn lead(&self) -> Vec<String> {
        let mut lead = vec![match &self.check.sender.name {
            Some(name) => self.words.get("check-lead-named", &[("address", (&self.address).into()), ("name", harmless(name).into())]),
            None => self.say("check-lead"),
        }];
        if let Some(promise) = self.check.promise {
            let since = moment::day_of(&promise.since, self.words.lang());
            let values = [("since", since.into()), ("exceptions", promised::exceptions(promise, self.words).into())];
            lead.push(self.words.get(if promise.has_exceptions() { "check-promise-some" } else { "check-promise" }, &values));
        }
        if self.check.sender.current(self.check.at).is_none() {
            lead.push(self.say("check-none"));
        }
        lead
    }

    fn first(&self) -> Vec<Item> {
        let steps = ["check-first-from", "check-first-signer", "check-first-valid"].map(|name| self.say(name));
        let address = Fact::exact(self.say("check-address"), self.address.clone());
        vec![Item::Facts(vec![address]), Item::Steps(steps.into()), Item::Text(self.say("check-serial-alone"))]
    }

    fn certificates(&self) -> Vec<Item> {
        let now = |period: &&Period| matches!(period.standing(self.check.at), Standing::Current | Standing::Upcoming);
        let mut items: Vec<Item> = self.check.sender.periods.iter().filter(now).flat_map(|period| self.period(period)).collect();
        if !items.is_empty() {
            items.push(Item::Text(self.say("check-serial-written")));
        }
        items
    }

    fn former(&self) -> Vec<Item> {
        let over = |period: &&Period| matches!(period.standing(self.check.at), Standing::Former | Standing::Revoked);
        let mut items: Vec<Item> = self.check.sender.periods.iter().filter(over).flat_map(|period| self.period(period)).collect();
        if !items.is_empty() {
            items.insert(0, Item::Text(self.say("check-former-text")));
        }
        items
    }

    fn period(&self, period: &Period) -> [Item; 2] {
        let leaf = &period.leaf;
        let day = |moment| moment::day(moment, self.words.lang());
        let standing = self.words.get(&format!("standing-{}", period.standing(self.check.at).word()), &[]);
        let values = [("from", day(leaf.not_before()).into()), ("until", day(leaf.not_after()).into()), ("standing", standing.into())];
        let mut facts = vec![
            Fact::plain(self.say("check-subject"), harmless(&holder(leaf))),
            Fact::plain(self.say("check-issuer"), harmless(&common_name(leaf.issuer()))),
            Fact::exact(self.say("check-serial-signer"), pairs(leaf)),
            Fact::plain(self.say("check-validity"), self.validity(leaf)),
        ];
        for one in &period.intermediates {
            facts.push(Fact::plain(self.say("check-intermediate"), harmless(&common_name(one.subject()))));
            facts.push(Fact::exact(self.say("check-serial-intermediate"), pairs(one)));
            facts.push(Fact::plain(self.say("check-validity-intermediate"), self.validity(one)));
        }
        facts.extend(period.root.iter().map(|root| Fact::plain(self.say("check-root"), harmless(&common_name(root.subject())))));
        facts.push(Fact::exact(self.say("check-fingerprint"), fingerprint(leaf)));
        [Item::Heading(self.words.get("check-period", &values)), Item::Facts(facts)]
    }

    fn validity(&self, certificate: &Certificate) -> String {
        let day = |moment| moment::day(moment, self.words.lang());
        self.words
            .get("check-from-until", &[("from", day(certificate.not_before()).into()), ("until", day(certificate.not_after()).into())])
    }

    fn otherwise(&self) -> Vec<Item> {
        let unsigned = if self.check.promise.is_some() { "check-unsigned-promised" } else { "check-unsigned" };
        vec![Item::Points([unsigned, "check-warned", "check-attachment", "check-ask"].map(|name| self.say(name)).into())]
    }

    fn foot(&self) -> Vec<String> {
        let day = moment::day(self.check.at, self.words.lang());
        let mut foot = vec![self.words.get("check-made-on", &[("day", day.into())])];
        foot.extend(self.check.lists.iter().map(|list| self.words.get("page-basis-list", &[("list", harmless(list).into())])));
        foot
    }
}

/// The name that the certificate gives its holder.
fn holder(certificate: &Certificate) -> String {
    common_name(certificate.subject())
}

fn common_name(name: &kakitome_pki::Name) -> String {
    name.common_name().unwrap_or_else(|| name.display())
}

/// The page's values and sentences (`kakitome.check/1`).
#[must_use]
pub fn json(check: &Check<'_>, lang: Lang) -> Value {
    let words = words(lang);
    let sender = check.sender;
    let certificate = |one: &Certificate| {
        json!({
            "subject": one.subject().display(),
            "issuer": one.issuer().display(),
            "serial": one.serial().hex(),
            "sha256": one.sha256_hex(),
            "not_before": one.not_before().to_string(),
            "not_after": one.not_after().to_string(),
        })
    };
    let period = |period: &Period| {
        json!({
            "standing": period.standing(check.at).word(),
            "signer": certificate(&period.leaf),
            "intermediates": period.intermediates.iter().map(certificate).collect::<Vec<_>>(),
            "root": period.root.as_ref().map(certificate),
        })
    };
    json!({
        "schema": "kakitome.check/1",
        "at": check.at.to_string(),
        "address": sender.address,
        "name": sender.name,
        "periods": sender.periods.iter().map(period).collect::<Vec<_>>(),
        "promise": check.promise.map(super::promise::object),
        "clients": check.shown.iter().map(|one| client(one, words)).collect::<Vec<_>>(),
        "guides": steps::json(check, words),
        "lists": check.lists,
    })
}

/// What one program shows, in short.
pub(super) fn client(one: &Shown, words: &Words) -> Value {
    json!({
        "client": one.program.id,
        "name": programs::name(one, words),
        "likely": one.likely,
        "group": programs::group(one),
        "shows": one.usual().map(|case| case.shows.word()),
        "confidence": one.usual().map(|case| case.confidence.word()),
        "text": programs::line(one, words),
    })
}
