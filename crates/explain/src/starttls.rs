//! Who still uses STARTTLS, for whoever runs the server: the report (text, CSV, JSON, HTML), and letters to those people, stage by stage,
//! with the settings and the guide for the program that they use (RFC 8314). Of mail nothing is known here but who handed it in, by which
//! door, and what the program calls itself.

mod letter;
mod report;
mod stage;
mod survey;
mod table;

pub use letter::{Letter, letter};
pub use report::document;
pub use stage::Stage;
pub use survey::{Account, SETTLED_DAYS, Standing, Survey, Use, Way, program_name};
pub use table::{csv, json};
