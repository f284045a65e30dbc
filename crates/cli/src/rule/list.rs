//! `kakitome rule list`: the rules in the order in which they are asked, each with its conditions and what it sets, in the words of the
//! configuration.

use std::process::ExitCode;

use kakitome_gateway::config::{Pattern, Rule, Settings};
use serde_json::{Value, json};

use crate::context::{Context, tell};
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// List the rules in their order: for each setting the first that matches and sets it wins.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let settings = Home::open(args.place.home.as_deref())?.settings;
    if args.json {
        let rules: Vec<Value> = settings.rules.iter().map(|rule| rule_json(rule, &settings)).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.rules/1", "rules": rules })));
        return Ok(ExitCode::SUCCESS);
    }
    if settings.rules.is_empty() {
        tell(&context.say("rule-list-none", &[]));
    }
    for (number, rule) in (1u32..).zip(&settings.rules) {
        tell(&format!("{number}. {}", rule.name));
        for (name, value) in conditions(rule, &settings).into_iter().chain(sets(rule)) {
            tell(&format!("     {name} = {value}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn rule_json(rule: &Rule, settings: &Settings) -> Value {
    let object = |pairs: Vec<(&'static str, Value)>| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    json!({
        "name": rule.name, "when": Value::Object(object(conditions(rule, settings))), "sets": Value::Object(object(sets(rule))),
    })
}

fn conditions(rule: &Rule, settings: &Settings) -> Vec<(&'static str, Value)> {
    let list = |patterns: &[Pattern]| json!(patterns.iter().map(ToString::to_string).collect::<Vec<_>>());
    let network = |index: &usize| settings.networks.get(*index).map(|network| network.name.clone());
    let networks = |indexes: &Vec<usize>| json!(indexes.iter().filter_map(network).collect::<Vec<_>>());
    let all = [
        ("from", rule.from.as_deref().map(list)),
        ("to", rule.to.as_deref().map(list)),
        ("networks", rule.networks.as_ref().map(networks)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn sets(rule: &Rule) -> Vec<(&'static str, Value)> {
    let kinds = |kinds: &Vec<_>| json!(kinds.iter().map(word).collect::<Vec<_>>());
    let all = [
        ("mode", rule.mode.as_ref().map(of)),
        ("percent", rule.percent.map(|percent| json!(percent))),
        ("sign", rule.sign.as_ref().map(of)),
        ("when-expired", rule.when_expired.as_ref().map(of)),
        ("unsignable", rule.unsignable.as_ref().map(of)),
        ("dkim", rule.dkim.as_ref().map(of)),
        ("unauthorised", rule.unauthorised.as_ref().map(of)),
        ("without-identity", rule.without_identity.as_ref().map(of)),
        ("also-sign", rule.also_sign.as_ref().map(kinds)),
        ("encrypt", rule.encrypt.as_ref().map(of)),
        ("when-impossible", rule.when_impossible.as_ref().map(of)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn of(value: &impl std::fmt::Debug) -> Value {
    Value::String(word(value))
}

/// A value as the configuration writes it: `IfPossible` is `if-possible`.
fn word(value: &impl std::fmt::Debug) -> String {
    let mut word = String::new();
    for one in format!("{value:?}").chars() {
        if one.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(one.to_ascii_lowercase());
    }
    word
}

#[cfg(test)]
mod tests {
    use kakitome_gateway::config::{Encrypt, Kind, WhenExpired};

    use super::word;

    #[test]
    fn values_are_written_as_in_the_configuration() {
        let words = [word(&Encrypt::IfPossible), word(&Kind::NullSender), word(&WhenExpired::Refuse)];
        assert_eq!(words, ["if-possible", "null-sender", "refuse"]);
    }
}
