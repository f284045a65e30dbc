//! Notices on incidents in words: the page in the order that such notices have (glossary, section 4), the Atom feed (RFC 4287), JSON, and
//! drafts made of what a forecast, the watch over root lists or observations say. Nobody is blamed and nothing is promised.

mod chosen;
mod draft;
mod feed;
mod json;
mod occasion;
mod page;

pub(crate) use chosen::chosen;
pub use draft::draft;
pub use feed::{Feed, feed};
pub use json::object as json;
pub use occasion::{of_event, of_forecast};
pub use page::document;
