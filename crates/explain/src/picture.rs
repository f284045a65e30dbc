//! Little pictures, drawn by us: how the head of a mail looks in a mail program with the program's mark, and the chain of certificates.
//! SVG with presentational attributes and classes only, so that it stands on pages whose policy allows no inline style; everything is
//! drawn in `currentColor`, light or dark as the page is. No vendor's logo or screen is copied. Every picture says in words what it shows.

mod chain;
mod letters;
mod links;
mod mark;
mod view;

pub use chain::chain;
pub use links::{Link, links};
pub use mark::Mark;
pub use view::{View, guide_view, program_view};
