//! A chain of certificates as boxes from the signer's upwards, each with what is known of it, and below the last one what lists say.

use std::fmt::Write;

use super::letters::{HEAVY, wrapped};
use super::mark::Mark;
use crate::markup::escaped;
use crate::sentence::shown as harmless;

/// One certificate, or one thing that is said of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is: the signer's certificate, an intermediate, a root, a list.
    pub role: String,
    /// Its name.
    pub name: String,
    /// What is known of it, line by line.
    pub notes: Vec<String>,
    /// Its mark.
    pub mark: Mark,
    /// It is not there: drawn with a broken line.
    pub missing: bool,
    /// What stands beside the arrow that leads to it; not drawn for the first one.
    pub step: String,
}

/// Width of the picture, as a phone has it.
const WIDE: u16 = 320;
/// From the edge of a box to its text, and the room that text has.
const TEXT: (f32, f32) = (48.0, 256.0);
/// Lines of one note; whole texts stand beside the picture.
const NOTE_LINES: usize = 3;
/// Boxes that are drawn; a longer chain leads nowhere that anybody trusts.
const MOST: usize = 12;

/// The picture; `label` says in words what it shows.
#[must_use]
pub fn links(all: &[Link], label: &str) -> String {
    let (mut boxes, mut top) = (String::new(), 1.0);
    for (at, link) in all.iter().take(MOST).enumerate() {
        if at > 0 {
            let _ = write!(
                boxes,
                "<path d=\"M27 {top}v22m-4-5 4 5 4-5\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\" stroke-width=\"1.5\"/>\
                 <text x=\"42\" y=\"{}\" font-size=\"11\" fill-opacity=\".7\">{}</text>",
                top + 15.0,
                escaped(&harmless(&link.step))
            );
            top += 24.0;
        }
        let (text, high) = boxed(link, top);
        boxes.push_str(&text);
        top += high;
    }
    let (high, label) = (top + 1.0, escaped(label));
    format!(
        "<svg class=\"picture chain\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {high}\" width=\"{WIDE}\" height=\"{high}\" role=\"img\" aria-label=\"{label}\" \
         font-family=\"system-ui, sans-serif\" fill=\"currentColor\"><title>{label}</title>{boxes}</svg>"
    )
}

/// One box and its height.
fn boxed(link: &Link, top: f32) -> (String, f32) {
    let (left, room) = TEXT;
    let mut lines: Vec<(String, f32, &str)> = vec![(harmless(&link.role), 11.0, "fill-opacity=\".75\"")];
    lines.extend(wrapped(&harmless(&link.name), room, 14.0 * HEAVY, 2).into_iter().map(|line| (line, 14.0, "font-weight=\"600\"")));
    for note in &link.notes {
        lines.extend(wrapped(&harmless(note), room, 11.5, NOTE_LINES).into_iter().map(|line| (line, 11.5, "fill-opacity=\".85\"")));
    }
    let (mut text, mut y) = (String::new(), top + 6.0);
    for (line, size, look) in &lines {
        y += size * 1.42;
        let _ = write!(text, "<text x=\"{left}\" y=\"{y:.1}\" font-size=\"{size}\" {look}>{}</text>", escaped(line));
    }
    let high = y - top + 10.0;
    let dashes = if link.missing { " stroke-dasharray=\"5 4\"" } else { "" };
    let frame = format!(
        "<g class=\"{}\"><rect x=\"1\" y=\"{top}\" width=\"318\" height=\"{high:.1}\" rx=\"8\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".55\" stroke-width=\"1.5\"{dashes}/></g>",
        link.mark.class()
    );
    (format!("{frame}{}{text}", link.mark.drawn(26.0, top + 26.0)), high)
}
