//! The page for a terminal or a mail: headings at the margin, text beneath them.

use super::model::Page;
use crate::lang::Lang;
use crate::words::{Words, words};

/// The text.
#[must_use]
pub fn page(page: &Page) -> String {
    let words = words(page.lang);
    let mut out = format!("[{}] {}", page.badge, page.heading);
    if let Some(replayed) = &page.replayed {
        out.push_str(&format!("{}{replayed}{}", words.get("open", &[]), words.get("close", &[])));
    }
    out.push('\n');
    let gap = if page.lang == Lang::Ja { "" } else { " " };
    let prose = |out: &mut String, title: &str, sentences: &[String]| {
        let text = if sentences.is_empty() { words.get("part-nothing", &[]) } else { sentences.join(gap) };
        out.push_str(&format!("\n{}\n  {text}\n", words.get(title, &[])));
    };
    prose(&mut out, "part-known", &page.known);
    prose(&mut out, "part-unknown", &page.unknown);
    prose(&mut out, "part-clients", &page.clients);
    list(&mut out, &words.get("part-todo", &[]), &page.todo);
    for later in &page.later {
        out.push_str(&format!("\n  {later}\n"));
    }
    rows(&mut out, page, words);
    list(&mut out, &words.get("page-way", &[]), &page.way);
    if !page.questions.is_empty() {
        out.push_str(&format!("\n{}\n", words.get("page-questions", &[])));
        for (question, answer) in &page.questions {
            out.push_str(&format!("  {question}\n    {answer}\n"));
        }
    }
    list(&mut out, &words.get("part-basis", &[]), &page.basis);
    for details in &page.details {
        list(&mut out, &details.title, &details.lines);
    }
    out
}

fn list(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title}\n"));
    for line in lines {
        out.push_str(&format!("  {line}\n"));
    }
}

fn rows(out: &mut String, page: &Page, words: &Words) {
    if page.rows.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", words.get("page-all", &[])));
    for row in &page.rows {
        match row.cases.as_slice() {
            [one] => {
                let values = [("program", (&row.program).into()), ("text", one.into())];
                out.push_str(&format!("  {}\n", words.get("page-row", &values)));
            }
            several => {
                out.push_str(&format!("  {}\n", row.program));
                several.iter().for_each(|case| out.push_str(&format!("    {case}\n")));
            }
        }
    }
}
