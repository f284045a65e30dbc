//! Notices on incidents as data: one file of TOML each, made to be written by people. A notice is a series: every version says what is
//! new and may replace parts of the text; what is shown of a part is what the newest version that has it says. Knows no sentence of its
//! own and no folder.

mod file;
mod model;
mod occasion;

pub use file::{Fault, MOST_BYTES};
pub use model::{Both, Confirmed, Contact, Notice, Remedy, State, Version};
pub use occasion::Occasion;

#[cfg(test)]
mod tests;
