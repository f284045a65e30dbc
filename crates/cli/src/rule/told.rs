//! What was decided, for people and for scripts.

use kakitome_gateway::config::{Encrypt, Mode};
use kakitome_store::Millis;
use serde_json::{Value, json};

use super::asked::Args;
use super::decided::{Decided, Fate, Recipient};
use crate::context::{Context, tell};
use crate::encrypt::told::{why_not, why_not_ids};
use crate::values::date;

pub(super) fn people(decided: &Decided, args: &Args, context: Context) {
    let several = decided.said.groups.len() > 1;
    for (number, group) in decided.said.groups.iter().enumerate() {
        let Some((fate, why)) = decided.signatures.get(number).copied() else { continue };
        if several {
            tell(&context.say("rule-group", &[("to", names(decided, &group.to).into())]));
        }
        signature(decided, args, (fate, why), context);
        if !group.rules.is_empty() {
            tell(&context.say("rule-by", &[("rules", group.rules.join(", ").into())]));
        }
        let percent = group.signing.percent;
        if (1..100).contains(&percent) && matches!(fate, Fate::Sign | Fate::SignOpaque) {
            tell(&context.say("rule-share", &[("percent", u32::from(percent).into())]));
        }
        for recipient in decided.recipients.iter().filter(|one| one.group == number && one.encrypt != Encrypt::Never) {
            tell(&cipher(recipient, group.signing.mode == Mode::Observe, context));
        }
    }
    if let Some(reply) = &decided.said.refused {
        tell(&context.say("rule-subject-refused", &[("reply", reply.to_string().into())]));
    }
    if !decided.said.fragile.is_empty() {
        tell(&context.say("rule-carrier", &[]));
    }
    match decided.stops {
        Some(name) if name.starts_with("rule-stops-") => tell(&context.say(name, &[])),
        None if decided.mails.len() > 1 => mails(decided, context),
        _ => {}
    }
}

fn signature(decided: &Decided, args: &Args, (fate, why): (Fate, &'static str), context: Context) {
    let from = args.from.as_str();
    tell(&context.say(&format!("rule-fate-{}", fate.word()), &[("from", from.into())]));
    let until = decided.until.map(|until| date(until, context)).unwrap_or_default();
    let client = args.login.clone().unwrap_or_else(|| args.client.to_string());
    tell(&context.say(why, &[("from", from.into()), ("until", until.into()), ("client", client.into())]));
}

fn cipher(recipient: &Recipient, observing: bool, context: Context) -> String {
    let to = recipient.to.as_str();
    match &recipient.cipher {
        Ok(chosen) => {
            let certificate = &chosen.certificate;
            let until = date(Millis::from_seconds(certificate.not_after().0), context);
            let (subject, sha256) = (certificate.subject().display(), certificate.sha256_hex());
            let name = match (recipient.encrypted, observing) {
                (true, _) => "rule-encrypted",
                (false, true) => "rule-would-encrypt",
                (false, false) => "rule-encrypted-when-on",
            };
            context.say(name, &[("to", to.into()), ("subject", subject.into()), ("sha256", sha256.into()), ("until", until.into())])
        }
        Err(unserved) => {
            let required = recipient.encrypt == Encrypt::Required;
            let name = if required { "rule-unencryptable" } else { "rule-in-clear" };
            context.say(name, &[("to", to.into()), ("why", why_not(unserved, context).into())])
        }
    }
}

/// In how many mails it leaves, and who gets which.
fn mails(decided: &Decided, context: Context) {
    let name = if decided.said.splits { "rule-mails-again" } else { "rule-mails" };
    tell(&context.say(name, &[("count", u32::try_from(decided.mails.len()).unwrap_or(u32::MAX).into())]));
    for (number, mail) in (1u32..).zip(&decided.mails) {
        let (fate, encrypted) = form(decided, mail);
        let form = context.say(&format!("rule-form-{}{}", fate.word(), if encrypted { "-encrypted" } else { "" }), &[]);
        tell(&context.say("rule-mail", &[("number", number.into()), ("form", form.into()), ("to", names(decided, mail).into())]));
    }
}

fn form(decided: &Decided, mail: &[usize]) -> (Fate, bool) {
    let first = mail.first().and_then(|number| decided.recipients.get(*number));
    let fate = first.and_then(|one| decided.signatures.get(one.group)).map_or(Fate::Unsigned, |(fate, _)| *fate);
    (fate, first.is_some_and(|one| one.encrypted))
}

fn names(decided: &Decided, numbers: &[usize]) -> String {
    let all: Vec<&str> = numbers.iter().filter_map(|number| decided.recipients.get(*number)).map(|one| one.to.as_str()).collect();
    all.join(", ")
}

/// One object: the first group's settings at the top, as one treatment for all has them, then every recipient.
pub(super) fn json(decided: &Decided, args: &Args, off: bool) {
    let (fate, why) = decided.signatures.first().copied().unwrap_or((Fate::Unsigned, "rule-why-no"));
    let first = decided.said.groups.first();
    let (result, because) = match decided.stops {
        Some(name) => (Fate::Refuse.word(), name),
        None => (fate.word(), why),
    };
    let apart: Vec<&str> = decided.recipients.iter().filter(|one| one.group > 0).map(|one| one.to.as_str()).collect();
    let value = json!({
        "schema": "kakitome.rule/1", "result": result, "because": because,
        "rules": first.map(|group| group.rules.clone()).unwrap_or_default(), "may_sign": decided.said.may_sign,
        "observe": first.is_some_and(|group| group.signing.mode == Mode::Observe), "percent": first.map(|group| group.signing.percent),
        "carrier": !decided.said.fragile.is_empty(), "apart": apart, "splits": decided.said.splits, "identity": decided.until.is_some(),
        "signing": !off, "login": args.login, "wished": decided.said.wished, "goes": decided.goes(),
        "recipients": decided.recipients.iter().map(|one| recipient(decided, one)).collect::<Vec<_>>(),
        "mails": decided.mails.iter().map(|mail| one_mail(decided, mail)).collect::<Vec<_>>(),
    });
    tell(&format!("{value:#}"));
}

fn recipient(decided: &Decided, one: &Recipient) -> Value {
    let (fate, why) = decided.signatures.get(one.group).copied().unwrap_or((Fate::Unsigned, "rule-why-no"));
    let encrypt = match one.encrypt {
        Encrypt::Never => "never",
        Encrypt::IfPossible => "if-possible",
        Encrypt::Required => "required",
    };
    let certificate = one.cipher.as_ref().ok().filter(|_| one.encrypt != Encrypt::Never).map(|chosen| {
        let certificate = &chosen.certificate;
        json!({
            "subject": certificate.subject().display(), "issuer": certificate.issuer().display(), "serial": certificate.serial().hex(),
            "sha256": certificate.sha256_hex(), "not_after": certificate.not_after().to_string(),
        })
    });
    let why_not = one.cipher.as_ref().err().filter(|_| one.encrypt != Encrypt::Never).map(|unserved| why_not_ids(unserved));
    json!({
        "to": one.to, "result": fate.word(), "because": why, "encrypt": encrypt, "encrypted": one.encrypted, "certificate": certificate,
        "why_not": why_not, "rules": decided.said.groups.get(one.group).map(|group| group.rules.clone()).unwrap_or_default(),
    })
}

fn one_mail(decided: &Decided, mail: &[usize]) -> Value {
    let (fate, encrypted) = form(decided, mail);
    let to: Vec<&str> = mail.iter().filter_map(|number| decided.recipients.get(*number)).map(|one| one.to.as_str()).collect();
    json!({ "to": to, "signature": fate.word(), "encrypted": encrypted })
}
