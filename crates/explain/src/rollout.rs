//! What signing would change, counted from the journal: the values (`report`) and their three renderings.

mod html;
mod json;
mod report;
mod text;

pub use html::page as html;
pub use json::object as json;
pub use report::{Class, Identity, Kind, OUTCOMES, Report, View};
pub use text::page as text;

#[cfg(test)]
mod tests;
