//! A document for a terminal, a mail or a person who copies it: headings at the margin, text beneath them, no picture.

use super::model::{Document, Fact, Item, Table};

/// The text.
#[must_use]
pub fn page(document: &Document) -> String {
    let mut out = match &document.badge {
        Some(badge) => format!("[{badge}] {}\n", document.title),
        None => format!("{}\n", document.title),
    };
    document.lead.iter().for_each(|line| indented(&mut out, "", line));
    for section in &document.sections {
        out.push_str(&format!("\n{}\n", section.title));
        section.items.iter().for_each(|item| self::item(&mut out, item));
    }
    if !document.foot.is_empty() {
        out.push('\n');
        document.foot.iter().for_each(|line| indented(&mut out, "", line));
    }
    out
}

fn item(out: &mut String, item: &Item) {
    match item {
        Item::Heading(text) => out.push_str(&format!("\n  {text}\n")),
        Item::Text(text) => indented(out, "  ", text),
        Item::Copy(text) => indented(out, "  | ", text),
        Item::Points(lines) => lines.iter().for_each(|line| indented(out, "  - ", line)),
        Item::Steps(lines) => {
            for (number, line) in (1..).zip(lines) {
                indented(out, &format!("  {number}. "), line);
            }
        }
        Item::Facts(facts) => facts.iter().for_each(|fact| self::fact(out, fact)),
        Item::Table(table) => self::table(out, table),
        // what they show stands in words beside them
        Item::Pictures(_) => {}
    }
}

/// A value of several lines stands below its name.
fn fact(out: &mut String, fact: &Fact) {
    if fact.value.contains('\n') {
        indented(out, "  ", &fact.name);
        fact.value.lines().for_each(|line| indented(out, "    - ", line));
    } else {
        indented(out, "  ", &format!("{}: {}", fact.name, fact.value));
    }
}

/// Every row on lines of its own: columns of Japanese and Latin letters align on no terminal.
fn table(out: &mut String, table: &Table) {
    for row in &table.rows {
        let cells = row.iter().zip(&table.head).filter(|(cell, _)| !cell.is_empty());
        let line: Vec<String> = cells.map(|(cell, name)| if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") }).collect();
        indented(out, "  - ", &line.join(" | "));
    }
}

/// A text of several lines stays below its first.
fn indented(out: &mut String, first: &str, text: &str) {
    let rest = if first.trim() == "|" { first.to_owned() } else { " ".repeat(first.chars().count()) };
    for (at, line) in text.lines().enumerate() {
        out.push_str(if at == 0 { first } else { &rest });
        out.push_str(line);
        out.push('\n');
    }
}
