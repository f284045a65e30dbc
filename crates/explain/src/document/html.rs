//! A document in HTML: a fragment with classes only, and one file that holds it with its sheet. Every string is escaped; pictures are our
//! own drawings.

use std::fmt::Write;

use super::model::{Document, Fact, Item, Section, Table};
use crate::markup::{escaped, whole};
use crate::terms;
use crate::words::words;

/// The file.
#[must_use]
pub fn page(document: &Document) -> String {
    let footer = format!("<p>{}</p>", escaped(&words(document.lang).get("document-made", &[])));
    whole(&document.title, &body(document), &footer, document.lang)
}

/// What stands in `<main>`: no style of its own, see [`crate::page::STYLE`].
#[must_use]
pub fn body(document: &Document) -> String {
    let words = words(document.lang);
    let mut out = String::from("<header>\n");
    if let Some(badge) = &document.badge {
        let _ = writeln!(out, "<span class=\"badge\">{}</span>", escaped(badge));
    }
    let _ = writeln!(out, "<h1>{}</h1>\n</header>", escaped(&document.title));
    let mut told = String::new();
    document.lead.iter().for_each(|line| paragraph(&mut told, "", line));
    document.sections.iter().for_each(|section| self::section(&mut told, section));
    let known = if document.terms { terms::all(words) } else { Vec::new() };
    out.push_str(&terms::linked(told, &known));
    terms::section(&mut out, &known, &words.get("page-terms", &[]));
    document.foot.iter().for_each(|line| paragraph(&mut out, " class=\"dim\"", line));
    out
}

fn section(out: &mut String, section: &Section) {
    let title = escaped(&section.title);
    if section.folded {
        let _ = writeln!(out, "<details>\n<summary>{title}</summary>");
    } else {
        let _ = writeln!(out, "<section>\n<h2>{title}</h2>");
    }
    section.items.iter().for_each(|item| self::item(out, item));
    out.push_str(if section.folded { "</details>\n" } else { "</section>\n" });
}

fn item(out: &mut String, item: &Item) {
    match item {
        Item::Heading(text) => {
            let _ = writeln!(out, "<h3>{}</h3>", escaped(text));
        }
        Item::Text(text) => paragraph(out, "", text),
        Item::Copy(text) => {
            let _ = writeln!(out, "<div class=\"copy\">{}</div>", escaped(text));
        }
        Item::Points(lines) => list(out, "ul", lines),
        Item::Steps(lines) => list(out, "ol", lines),
        Item::Facts(all) => facts(out, all),
        Item::Table(all) => table(out, all),
        Item::Pictures(pictures) => {
            out.push_str("<div class=\"pictures\">\n");
            pictures.iter().for_each(|(svg, _)| _ = writeln!(out, "{svg}"));
            out.push_str("</div>\n");
        }
    }
}

/// A line of the text is a line of the paragraph.
fn paragraph(out: &mut String, class: &str, text: &str) {
    let _ = writeln!(out, "<p{class}>{}</p>", escaped(text).replace('\n', "<br>\n"));
}

fn list(out: &mut String, kind: &str, lines: &[String]) {
    let _ = writeln!(out, "<{kind}>");
    for line in lines {
        let _ = writeln!(out, "<li>{}</li>", escaped(line).replace('\n', "<br>\n"));
    }
    let _ = writeln!(out, "</{kind}>");
}

fn facts(out: &mut String, all: &[Fact]) {
    out.push_str("<dl class=\"facts\">\n");
    for fact in all {
        let class = if fact.exact { " class=\"code\"" } else { "" };
        let _ = writeln!(out, "<dt>{}</dt><dd{class}>{}</dd>", escaped(&fact.name), escaped(&fact.value).replace('\n', "<br>\n"));
    }
    out.push_str("</dl>\n");
}

fn table(out: &mut String, table: &Table) {
    let class = |at: usize| if table.numbers.is_some_and(|first| at >= first) { " class=\"number\"" } else { "" };
    out.push_str("<div class=\"scroll\">\n<table>\n<thead><tr>");
    for (at, name) in table.head.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(at), escaped(name));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{}</td>", class(at), escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}
