//! A drawing of the place where a program keeps the server for sending: its own labels, our values. SVG with presentation attributes
//! alone, so that it stands on pages whose policy allows no inline style. It is a drawing, not a photograph of a screen.

use super::field::Field;
use super::guide::ProgramGuide;
use crate::markup::escaped;

const WIDTH: usize = 320;
const HEAD: usize = 34;
const ROW: usize = 50;

/// The drawing of a program's part; `None`: it has none.
#[must_use]
pub fn drawing(part: &ProgramGuide) -> Option<String> {
    (!part.fields.is_empty()).then(|| svg(part.program.name, &part.picture, &part.fields))
}

/// The drawing; `about` is what a reader who does not see it is told.
pub(crate) fn svg(title: &str, about: &str, fields: &[Field]) -> String {
    let height = fields.len().saturating_mul(ROW).saturating_add(HEAD + 12);
    let mut drawn = format!(
        "<svg class=\"picture settings-picture\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n\
         <g fill=\"none\" stroke=\"currentColor\"><rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"8\"/><path d=\"M1 {HEAD}H{}\"/></g>\n\
         <text x=\"14\" y=\"22\" font-size=\"13\" font-weight=\"600\" fill=\"currentColor\">{}</text>\n",
        escaped(about),
        WIDTH - 2,
        height.saturating_sub(2),
        WIDTH - 1,
        escaped(title)
    );
    for (at, field) in fields.iter().enumerate() {
        let top = at.saturating_mul(ROW).saturating_add(HEAD + 16);
        drawn.push_str(&format!(
            "<text x=\"14\" y=\"{top}\" font-size=\"11\" fill=\"currentColor\">{}</text>\
             <rect x=\"14\" y=\"{}\" width=\"{}\" height=\"24\" rx=\"4\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\
             <text x=\"22\" y=\"{}\" font-size=\"13\" fill=\"currentColor\">{}</text>\n",
            escaped(&field.label),
            top.saturating_add(5),
            WIDTH - 28,
            top.saturating_add(22),
            escaped(&field.value)
        ));
    }
    drawn.push_str("</svg>\n");
    drawn
}
