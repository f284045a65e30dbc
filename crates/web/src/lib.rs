//! The web door: drop a mail and read what it means; look a certificate up; pages about one's own mail. No private key is in reach:
//! the keyholder is not among what this crate is built of, and a test finds it nowhere in its tree.
//!
//! **How a page is added.** (1) A file in `doors/` with `pub(super) fn routes() -> Pages`, which names its paths without a language
//! (`"/calendar"`); `doors.rs` mounts it below `/ja` and `/en`. (2) A template in `templates/` that begins with
//! `{% extends "layout.html" %}` and a struct for it with a field `frame: Frame`; a handler takes [`Asked`](asked) (language, path,
//! client) and `State<Arc<Site>>`, and ends with `Frame::new(&asked, &site, "web-title-…").answer(&Template { … })`. (3) Sentences in
//! `crates/explain/words/`, Japanese and English; in a template `{{ frame.say("web-…") }}`. (4) An entry in `nav.rs` if it is to stand
//! in the header or footer. What goes wrong is a `Refusal`, told by one page for all. Style and script come from `static/` alone
//! (`frame.asset("site.css")`): no inline style, no inline script, nothing of a third party. Text out of a mail or a database is put
//! into a template through `shown(…)`, which marks what cannot be seen.

mod accept;
mod answer;
mod asked;
mod assets;
mod bag;
mod clients;
mod confine;
mod directory;
mod doors;
mod error;
mod explanation;
mod frame;
mod guard;
mod headers;
mod judge;
mod languages;
mod lists;
mod nav;
mod outlook;
mod pages;
mod published;
mod rates;
mod refusal;
mod serve;
mod services;
mod settings;
mod shown;
mod signs;
mod site;
mod tls;
mod upload;
mod wish;

pub use error::Error;
pub use serve::{Handle, Web, run};
pub use settings::{Limits, Settings, TlsFiles};
