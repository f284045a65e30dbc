//! The report for a terminal.

use std::fmt::Write;

use super::report::{Identity, Report, View, domains, form, lines, shares};
use crate::lang::Lang;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};

/// The page.
#[must_use]
pub fn page(report: &Report, lang: Lang) -> String {
    let words = words(lang);
    let say = |name: &str| words.get(name, &[]);
    let mut out = format!("{}\n{}\n\n", say("rollout-title"), report.period(lang));
    let _ = writeln!(out, "{}", words.get("rollout-mails", &[("count", report.mails.into())]));
    let counts: Vec<u64> = report.outcomes.iter().map(|(_, count)| *count).collect();
    for ((word, count), share) in report.outcomes.iter().zip(shares(&counts)).filter(|((_, count), _)| *count > 0) {
        let _ = writeln!(out, "  {count:>8} {share:>5}  {}", say(&format!("rollout-outcome-{word}")));
    }
    let _ = writeln!(out, "\n■ {}", say("rollout-look"));
    for line in report.advice(words) {
        let _ = writeln!(out, "- {line}");
    }
    let _ = writeln!(out, "\n■ {}", say("rollout-recipients"));
    let counts: Vec<u64> = report.classes.iter().map(|class| class.recipients).collect();
    for (class, share) in report.classes.iter().zip(shares(&counts)) {
        let name = say(&format!("rollout-class-{}", class.kind.word()));
        let _ = writeln!(out, "  {:>8} {share:>5}  {name}: {}", class.recipients, domains(class));
    }
    let _ = writeln!(out, "\n■ {}", say("rollout-identities"));
    for identity in &report.identities {
        let _ = writeln!(out, "  {}", facts(identity, words));
    }
    for identity in &report.identities {
        for view in &identity.views {
            out.push_str(&self::view(identity, view, words));
        }
    }
    out
}

pub(super) fn facts(identity: &Identity, words: &Words) -> String {
    let values = [
        ("address", harmless(&identity.address).into()),
        ("signed", identity.signed.into()),
        ("would", identity.would.into()),
        ("outside", identity.outside.into()),
        ("opaque", identity.opaque.into()),
        ("dkim", identity.dkim.into()),
        ("refused", identity.refused.into()),
        ("carriers", identity.carriers.into()),
    ];
    words.get("rollout-identity", &values)
}

fn view(identity: &Identity, view: &View, words: &Words) -> String {
    let values = [("address", harmless(&identity.address).into()), ("form", form(view.opaque, words).into())];
    let mut out = format!("\n■ {}\n", words.get("rollout-view", &values));
    match &view.shown {
        Ok(shown) => {
            for line in lines(shown, words) {
                let likely = if line.likely { words.get("rollout-likely", &[]) } else { String::new() };
                let _ = writeln!(out, "  {} {}{likely}: {}", line.sign, line.program, line.text);
            }
        }
        Err(why) => {
            let _ = writeln!(out, "  {}", words.get("rollout-no-view", &[("why", harmless(why).into())]));
        }
    }
    out
}
