//! The page as one HTML file: no script, nothing fetched from anywhere, readable on a phone, light or dark as the reader likes.
//! Every string is escaped; nothing of the mail's content is in it.

use std::fmt::Write;

use super::model::{Details, Page, Term};
use crate::words::words;

/// Colours tell nothing that the badge and the words beside them do not tell; no colour is an alarm (glossary, section 4).
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2430;--dim:#566070;--paper:#fff;--card:#f5f6f8;--line:#d9dde3;--accent:#2b4c7e;--good:#1a6b3c;--ask:#7a5200}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#a2abb8;--paper:#14171c;--card:#1e232a;--line:#363d47;--accent:#8db4ee;--good:#6fcf97;--ask:#e6b45c}}\
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:44rem;background:var(--paper);color:var(--ink);font:1rem/1.75 system-ui,sans-serif;overflow-wrap:anywhere;line-break:strict}\
header{border-bottom:2px solid var(--accent);padding-bottom:.8rem;margin-bottom:1rem}h1{font-size:1.35rem;line-height:1.4;margin:.5rem 0 0;text-wrap:balance;word-break:auto-phrase}a{color:inherit;text-decoration:underline dotted;text-underline-offset:.2em}\
h2{font-size:1.05rem;margin:0 0 .3rem;color:var(--accent)}h3{font-size:1rem;margin:.9rem 0 .1rem}.dim{color:var(--dim);font-size:.9rem}\
.badge{display:inline-block;border:2px solid currentColor;border-radius:.4rem;padding:0 .6rem;font-weight:700;color:var(--ask)}.badge.valid{color:var(--good)}\
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin:0 0 .9rem}p{margin:0 0 .4rem}\
ul{list-style:none;margin:0;padding:0}li{padding:.3rem 0}li+li{border-top:1px solid var(--line)}\
dl{margin:0}dt{font-weight:600;padding-top:.5rem;margin-top:.4rem;border-top:1px solid var(--line)}dl>dt:first-child{border-top:0;margin-top:0}dd{margin:0 0 0 .2rem;padding:.1rem 0}\
details{border:1px solid var(--line);border-radius:.6rem;padding:.5rem 1rem;margin:0 0 .9rem}summary{cursor:pointer;font-weight:600;padding:.2rem 0}\
footer{border-top:1px solid var(--line);margin-top:1.2rem;padding-top:.6rem}@media print{section,details{break-inside:avoid}}";

/// The file.
#[must_use]
pub fn page(page: &Page) -> String {
    let words = words(page.lang);
    let title = escaped(&page.heading);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<header>\n\
         <span class=\"badge {}\">{}</span>\n<h1>{title}</h1>\n",
        page.lang.code(),
        page.verdict,
        escaped(&page.badge)
    );
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
    terms(&mut out, &page.terms, &named("page-terms"));
    let _ = writeln!(out, "</main>\n<footer class=\"dim\"><p>{}</p></footer>\n</body>\n</html>", escaped(&named("page-made")));
    out
}

/// The first of each term is a link to its plain sentence (glossary, section 4). The words are ours and no tag has them.
fn linked(mut html: String, terms: &[Term]) -> String {
    for term in terms {
        let word = escaped(&term.word);
        let before_a_tag_ends = |at: usize| html.get(..at).is_some_and(|before| before.rfind('<') > before.rfind('>'));
        let Some(at) = html.match_indices(&word).map(|(at, _)| at).find(|at| !before_a_tag_ends(*at)) else { continue };
        html.replace_range(at..at.saturating_add(word.len()), &format!("<a href=\"#{}\">{word}</a>", term.id));
    }
    html
}

fn terms(out: &mut String, terms: &[Term], title: &str) {
    if terms.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(title));
    for term in terms {
        let _ = writeln!(out, "<p id=\"{}\">{}</p>", term.id, escaped(&term.text));
    }
    out.push_str("</section>\n");
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

/// No character of a string is markup: for whoever puts strings into HTML.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
