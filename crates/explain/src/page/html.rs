//! The page in HTML: a fragment with classes only, for whoever has a page of his own, and one file that holds it. Every string is
//! escaped; nothing of the mail's content is in it.

use std::fmt::Write;

use super::model::{Details, Page};
use crate::markup::{escaped, whole};
use crate::terms::{self, linked};
use crate::words::words;

/// The file.
#[must_use]
pub fn page(page: &Page) -> String {
    let footer = format!("<p>{}</p>", escaped(&words(page.lang).get("page-made", &[])));
    whole(&page.heading, &body(page), &footer, page.lang)
}

/// What stands in `<main>`: no style of its own, see [`crate::page::STYLE`].
#[must_use]
pub fn body(page: &Page) -> String {
    let words = words(page.lang);
    let mut out =
        format!("<header>\n<span class=\"badge {}\">{}</span>\n<h1>{}</h1>\n", page.verdict, escaped(&page.badge), escaped(&page.heading));
    if let Some(replayed) = &page.replayed {
        let _ = writeln!(out, "<p class=\"dim\">{}</p>", escaped(replayed));
    }
    out.push_str("</header>\n");
    let named = |name: &str| words.get(name, &[]);
    let begin = out.len();
    section(&mut out, &named("part-known"), &page.known, &named("part-nothing"));
    section(&mut out, &named("part-unknown"), &page.unknown, &named("part-nothing"));
    section(&mut out, &named("part-clients"), &page.clients, &named("part-nothing"));
    section(&mut out, &named("part-todo"), &page.todo, &named("part-nothing"));
    for later in &page.later {
        let _ = writeln!(out, "<p>{}</p>", escaped(later));
    }
    let told = out.split_off(begin);
    out.push_str(&linked(told, &page.terms));
    rows(&mut out, page, &named("page-all"), &named("page-likely"));
    questions(&mut out, page, &named("page-questions"));
    folded(&mut out, &Details { title: named("page-way"), lines: page.way.clone() });
    folded(&mut out, &Details { title: named("part-basis"), lines: page.basis.clone() });
    page.details.iter().for_each(|details| folded(&mut out, details));
    terms::section(&mut out, &page.terms, &named("page-terms"));
    out
}

/// Sentences that belong together are one paragraph; advice stands line by line.
fn section(out: &mut String, title: &str, sentences: &[String], nothing: &str) {
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(title));
    if sentences.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(nothing));
    }
    for sentence in sentences {
        let _ = writeln!(out, "<p>{}</p>", escaped(sentence));
    }
    out.push_str("</section>\n");
}

fn rows(out: &mut String, page: &Page, title: &str, likely: &str) {
    if page.rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "<details>\n<summary>{}</summary>\n<dl>", escaped(title));
    for row in &page.rows {
        let mark = if row.likely { format!(" <span class=\"dim\">({})</span>", escaped(likely)) } else { String::new() };
        let _ = writeln!(out, "<dt>{}{mark}</dt>", escaped(&row.program));
        for case in &row.cases {
            let _ = writeln!(out, "<dd>{}</dd>", escaped(case));
        }
    }
    out.push_str("</dl>\n</details>\n");
}

fn questions(out: &mut String, page: &Page, title: &str) {
    if page.questions.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(title));
    for (question, answer) in &page.questions {
        let _ = writeln!(out, "<h3>{}</h3>\n<p>{}</p>", escaped(question), escaped(answer));
    }
    out.push_str("</section>\n");
}

fn folded(out: &mut String, details: &Details) {
    if details.lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "<details>\n<summary>{}</summary>\n<ul>", escaped(&details.title));
    for line in &details.lines {
        let _ = writeln!(out, "<li>{}</li>", escaped(line));
    }
    out.push_str("</ul>\n</details>\n");
}
