//! Lines of text above pictures in two columns, as one SVG that stands alone: with a ground of its own, because it is opened anywhere.

use std::fmt::Write;

use crate::lang::Lang;
use crate::markup::escaped;

/// Size of one picture, and the space between two.
const VIEW: (usize, usize, usize) = (280, 120, 16);
const COLUMNS: usize = 2;
const EDGE: usize = 24;
/// Height of the lines above.
const LINE: usize = 26;

pub(super) fn drawn(lines: &[String], pictures: &[&str], label: &str, lang: Lang) -> String {
    let (wide, high, gap) = VIEW;
    let top = EDGE.saturating_add(LINE.saturating_mul(lines.len())).saturating_add(10);
    let rows = pictures.len().div_ceil(COLUMNS);
    let width = EDGE.saturating_mul(2).saturating_add(wide.saturating_mul(COLUMNS)).saturating_add(gap);
    let height = top.saturating_add(rows.saturating_mul(high.saturating_add(gap))).saturating_add(EDGE).saturating_sub(gap);
    let label = escaped(label);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-label=\"{label}\" color=\"#1b2330\" fill=\"currentColor\" font-family=\"system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif\">\
         <title>{label}</title><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        lang.code()
    );
    for (at, line) in lines.iter().enumerate() {
        let y = EDGE.saturating_add(LINE.saturating_mul(at)).saturating_add(16);
        let (size, weight) = if at == 0 { (20, 700) } else { (13, 400) };
        // a line that is longer than the picture is drawn together, not cut
        let fit = if line.chars().count() > 46 {
            format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", width.saturating_sub(EDGE * 2))
        } else {
            String::new()
        };
        let _ = write!(out, "<text x=\"{EDGE}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\"{fit}>{}</text>", escaped(line));
    }
    for (at, picture) in pictures.iter().enumerate() {
        let x = EDGE.saturating_add((at % COLUMNS).saturating_mul(wide.saturating_add(gap)));
        let y = top.saturating_add((at / COLUMNS).saturating_mul(high.saturating_add(gap)));
        let _ = write!(out, "<g transform=\"translate({x} {y})\">{picture}</g>");
    }
    out.push_str("</svg>\n");
    out
}
