//! A guide for a terminal or a mail.

use super::guide::Guide;

/// The guide as text.
#[must_use]
pub fn text(guide: &Guide) -> String {
    let mut page = format!("{}\n\n{}\n\n", guide.title, guide.spared);
    for (name, value) in &guide.table {
        page.push_str(&format!("  {name}: {value}\n"));
    }
    page.push_str(&format!("\n{}\n", guide.why));
    let mut old = false;
    for part in &guide.programs {
        if !part.program.current && !old {
            page.push_str(&format!("\n{}\n", guide.old));
            old = true;
        }
        page.push_str(&format!("\n■ {}\n", part.program.name));
        if let Some(note) = &part.note {
            page.push_str(&format!("  {note}\n"));
        }
        for (at, step) in part.steps.iter().enumerate() {
            page.push_str(&format!("  {}. {step}\n", at.saturating_add(1)));
        }
        page.push_str(&format!("  {}\n", part.source));
    }
    page
}
