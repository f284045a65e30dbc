//! Notices on incidents in words: the page in the order that such notices have (glossary, section 4), the Atom feed (RFC 4287), JSON, and
//! drafts made of what a forecast, the watch over root lists or observations say. Nobody is blamed and nothing is promised.

mod draft;
mod feed;
mod json;
mod occasion;
mod page;

pub use draft::draft;
pub use feed::{Feed, feed};
pub use json::object as json;
pub use occasion::{of_event, of_forecast};
pub use page::document;

use kakitome_clients::notice::Both;

use crate::lang::Lang;
use crate::words::Words;

/// The text in the reader's language; one that is only in the other says so.
pub(crate) fn chosen(text: &Both, words: &Words) -> Option<String> {
    let (own, other) = match words.lang() {
        Lang::Ja => (&text.ja, &text.en),
        Lang::En => (&text.en, &text.ja),
    };
    let foreign = || other.as_ref().map(|other| words.get("notice-foreign", &[("text", other.into())]));
    own.clone().or_else(foreign)
}
