//! A finding of the probe in words: its sentence, its remedy, its facts filled in. The words stand in `explain` under the check's id.

use kakitome_explain::Value;
use kakitome_probe::{Check, Fact, Finding, HostReport, PointRule};

use crate::context::Context;

/// `probe.cert-name` has the sentence `probe-cert-name`.
pub(super) fn name_of(check: Check) -> String {
    check.id().replacen('.', "-", 1)
}

pub(super) fn sentence(finding: &Finding, context: Context) -> String {
    context.say(&name_of(finding.check), &values(finding))
}

pub(super) fn remedy(finding: &Finding, context: Context) -> String {
    context.say(&format!("{}-remedy", name_of(finding.check)), &values(finding))
}

fn values(finding: &Finding) -> Vec<(&'static str, Value<'_>)> {
    let value = |fact: &Fact| match fact {
        Fact::Text(text) => Value::from(text.clone()),
        Fact::Number(number) => Value::from(*number),
        Fact::List(list) => Value::from(list.join(", ")),
    };
    finding.facts.iter().map(|(name, fact)| (*name, value(fact))).collect()
}

pub(super) fn points(points: Option<u32>, context: Context) -> String {
    points
        .map_or_else(|| context.say("probe-no-points", &[]), |points| context.say("probe-points", &[("points", points.to_string().into())]))
}

pub(super) fn rule(context: Context) -> String {
    let rule = PointRule::USUAL;
    let number = |number: u32| Value::from(number);
    let facts =
        [("full", number(rule.full)), ("fault", number(rule.fault)), ("warning", number(rule.warning)), ("hole", number(rule.open_hole))];
    context.say("probe-rule", &facts)
}

/// How points are counted, and what was not looked at.
pub(super) fn foot(domains: bool, context: Context) -> Vec<String> {
    let mut parts = vec![rule(context)];
    if domains {
        parts.push(context.say("probe-rule-domain", &[]));
    }
    parts.push(context.say(if domains { "probe-limits-domain" } else { "probe-limits" }, &[]));
    parts.push(context.say("probe-unseen", &[]));
    parts
}

pub(super) fn address(report: &HostReport, time: &str, context: Context) -> String {
    let name = if report.addresses > 1 { "probe-address-many" } else { "probe-address" };
    let facts = [("address", report.address.to_string().into()), ("count", report.addresses.into()), ("time", time.into())];
    context.say(name, &facts)
}

#[cfg(test)]
mod tests {
    use kakitome_explain::{Lang, words};

    use super::*;

    /// Every check has a sentence and a remedy in both languages, each with all blanks that the check fills and no other.
    #[test]
    fn every_check_has_its_words_in_both_languages() {
        for lang in Lang::ALL {
            for &check in Check::ALL {
                let facts: Vec<(&str, Value<'_>)> = check.blanks().iter().map(|blank| (*blank, Value::from("fact"))).collect();
                let (sentence, remedy) = (name_of(check), format!("{}-remedy", name_of(check)));
                for name in [&sentence, &remedy] {
                    let said = words(lang).find(name, &facts);
                    assert!(said.as_ref().is_some_and(|said| !said.trim().is_empty() && !said.contains("{$")), "{lang} {name}: {said:?}");
                }
                let said = words(lang).get(&sentence, &facts) + &words(lang).get(&remedy, &facts);
                let filled = said.matches("fact").count();
                // these two choose a wording
                let shown = check.blanks().iter().filter(|blank| !["fits", "proof"].contains(blank));
                assert!(filled >= shown.count(), "{lang} {sentence}: {said}");
            }
        }
    }
}
