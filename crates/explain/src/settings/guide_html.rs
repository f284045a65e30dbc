//! A guide as a fragment of a page: classes alone, no style, no script, nothing fetched.

use super::guide::{Guide, ProgramGuide};
use super::guide_picture::drawing;
use crate::markup::escaped;

/// The guide as a fragment.
#[must_use]
pub fn html(guide: &Guide) -> String {
    let mut page = format!(
        "<section class=\"settings\">\n<h2>{}</h2>\n<p class=\"settings-spared\">{}</p>\n",
        escaped(&guide.title),
        escaped(&guide.spared)
    );
    page.push_str("<table class=\"settings-table\">\n<tbody>\n");
    for (name, value) in &guide.table {
        page.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(name), escaped(value)));
    }
    page.push_str(&format!("</tbody>\n</table>\n<p>{}</p>\n", escaped(&guide.why)));
    guide.programs.iter().filter(|part| part.program.current).for_each(|part| program(&mut page, part));
    let mut old = guide.programs.iter().filter(|part| !part.program.current).peekable();
    if old.peek().is_some() {
        page.push_str(&format!("<h3>{}</h3>\n", escaped(&guide.old)));
        old.for_each(|part| program(&mut page, part));
    }
    page.push_str("</section>\n");
    page
}

fn program(page: &mut String, part: &ProgramGuide) {
    let (id, name) = (part.program.id, escaped(part.program.name));
    page.push_str(&format!("<details class=\"settings-program\" id=\"settings-{id}\">\n<summary>{name}</summary>\n"));
    if let Some(note) = &part.note {
        page.push_str(&format!("<p class=\"settings-note\">{}</p>\n", escaped(note)));
    }
    if let Some(drawn) = drawing(part) {
        page.push_str(&drawn);
    }
    page.push_str("<ol>\n");
    for step in &part.steps {
        page.push_str(&format!("<li>{}</li>\n", escaped(step)));
    }
    page.push_str(&format!("</ol>\n<p class=\"settings-source\">{}</p>\n</details>\n", escaped(&part.source)));
}
