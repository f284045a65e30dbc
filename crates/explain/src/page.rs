//! One page of plain words about one mail (design, section 4; glossary, section 4): what is known, what is not, what mail programs
//! show, what can be done; the way it came, common misreadings, and the technical lines beneath. Made once, from the report and
//! what crate clients predicts, and rendered as text, HTML or JSON. Holds nothing of the mail's content.

mod advice;
mod build;
mod html;
mod json;
mod model;
mod named;
mod questions;
mod shows;
mod subject;
mod text;
mod way;
mod why;

pub use crate::markup::{STYLE, escaped};
pub use crate::terms::Term;
pub(crate) use advice::remedy;
pub use build::build;
pub use html::{body, page as html};
pub use json::object as json;
pub use model::{Details, Page, Row};
pub(crate) use shows::{confidence_of, line as case_line, row as program_row};
pub use subject::Subject;
pub use text::page as text;
