//! What is published or handed out, as a value: a title, a few lines that come first, and sections of text, steps, tables and pictures in
//! one language. Made once and written as text or HTML; JSON is each maker's own.

mod html;
mod model;
mod text;

pub use html::{body, page as html};
pub use model::{Document, Fact, Item, Section, Table};
pub use text::page as text;
