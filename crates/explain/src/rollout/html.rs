//! The report as one HTML file: no script, nothing fetched, readable on a phone.

use std::fmt::Write;

use super::report::{Class, Identity, Report, View, domains, form, lines, shares};
use crate::lang::Lang;
use crate::markup::{escaped, whole};
use crate::words::{Words, words};

/// The file.
#[must_use]
pub fn page(report: &Report, lang: Lang) -> String {
    let words = words(lang);
    let title = words.get("rollout-title", &[]);
    let footer = format!("<p>{}</p>", escaped(&words.get("rollout-made", &[])));
    whole(&title, &body(report, lang, words), &footer, lang)
}

fn body(report: &Report, lang: Lang, words: &Words) -> String {
    let say = |name: &str| escaped(&words.get(name, &[]));
    let mut out =
        format!("<header>\n<h1>{}</h1>\n<p class=\"dim\">{}</p>\n</header>\n", say("rollout-title"), escaped(&report.period(lang)));
    let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<ul>", say("rollout-look"));
    for line in report.advice(words) {
        let _ = writeln!(out, "<li>{}</li>", escaped(&line));
    }
    out.push_str("</ul>\n</section>\n");
    let counted = escaped(&words.get("rollout-mails", &[("count", report.mails.into())]));
    let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<p>{counted}</p>", say("rollout-outcomes"));
    if report.mails > 0 {
        out.push_str("<table><tbody>\n");
        let counts: Vec<u64> = report.outcomes.iter().map(|(_, count)| *count).collect();
        for ((word, count), share) in report.outcomes.iter().zip(shares(&counts)).filter(|((_, count), _)| *count > 0) {
            let name = say(&format!("rollout-outcome-{word}"));
            let _ = writeln!(out, "<tr><th scope=\"row\">{name}</th><td class=\"number\">{count}{}</td></tr>", dim(&share));
        }
        out.push_str("</tbody></table>\n");
    }
    out.push_str("</section>\n");
    recipients(&mut out, report, words);
    identities(&mut out, report, words);
    out
}

/// So many of a hundred, after the count.
fn dim(share: &str) -> String {
    format!(" <span class=\"dim\">({})</span>", escaped(share))
}

fn recipients(out: &mut String, report: &Report, words: &Words) {
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(&words.get("rollout-recipients", &[])));
    if report.recipients() == 0 {
        let _ = writeln!(out, "<p>{}</p>", escaped(&words.get("rollout-nothing", &[])));
    }
    out.push_str("<dl>\n");
    let counts: Vec<u64> = report.classes.iter().map(|class| class.recipients).collect();
    for (class, share) in report.classes.iter().zip(shares(&counts)).filter(|(class, _)| class.recipients > 0) {
        class_row(out, class, &share, words);
    }
    out.push_str("</dl>\n</section>\n");
}

fn class_row(out: &mut String, class: &Class, share: &str, words: &Words) {
    let name = escaped(&words.get(&format!("rollout-class-{}", class.kind.word()), &[]));
    let _ = writeln!(out, "<dt>{name}: {}{}</dt>\n<dd class=\"dim\">{}</dd>", class.recipients, dim(share), escaped(&domains(class)));
}

fn identities(out: &mut String, report: &Report, words: &Words) {
    let _ = writeln!(out, "<h2>{}</h2>", escaped(&words.get("rollout-identities", &[])));
    if report.identities.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&words.get("rollout-nothing", &[])));
    }
    for identity in &report.identities {
        let _ = writeln!(out, "<section>\n<h3>{}</h3>\n<dl class=\"facts\">", escaped(&identity.address));
        let rows = [
            ("signed", identity.signed),
            ("would", identity.would),
            ("outside", identity.outside),
            ("opaque", identity.opaque),
            ("dkim", identity.dkim),
            ("refused", identity.refused),
            ("carriers", identity.carriers),
        ];
        for (name, count) in rows.into_iter().filter(|(_, count)| *count > 0) {
            let _ = writeln!(out, "<dt>{}</dt><dd>{count}</dd>", escaped(&words.get(&format!("rollout-fact-{name}"), &[])));
        }
        out.push_str("</dl>\n");
        identity.views.iter().for_each(|one| view(out, identity, one, words));
        out.push_str("</section>\n");
    }
}

fn view(out: &mut String, identity: &Identity, view: &View, words: &Words) {
    let shown = match &view.shown {
        Ok(shown) => shown,
        Err(why) => {
            let _ = writeln!(out, "<p class=\"dim\">{}</p>", escaped(&words.get("rollout-no-view", &[("why", why.into())])));
            return;
        }
    };
    let values = [("address", (&identity.address).into()), ("form", form(view.opaque, words).into())];
    let _ = writeln!(out, "<details>\n<summary>{}</summary>\n<ul>", escaped(&words.get("rollout-view", &values)));
    for line in lines(shown, words) {
        let likely =
            if line.likely { format!(" <span class=\"dim\">{}</span>", escaped(&words.get("rollout-likely", &[]))) } else { String::new() };
        let _ = writeln!(
            out,
            "<li><b class=\"{}\">{}</b> <b>{}</b>{likely}<br>{}</li>",
            line.class,
            line.sign,
            escaped(&line.program),
            escaped(&line.text)
        );
    }
    out.push_str("</ul>\n</details>\n");
}
