//! A text of a notice in the language of whoever reads it.

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
