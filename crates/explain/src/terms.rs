//! Terms that not everybody knows: the first 証明書, 認証局 and 失効 of a page is a link to one plain sentence at its end (glossary,
//! section 4).

use std::fmt::Write;

use crate::markup::escaped;
use crate::words::Words;

/// A term that not everybody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A name for links.
    pub id: &'static str,
    /// The word as it stands in sentences.
    pub word: String,
    /// What it is, in one plain sentence.
    pub text: String,
}

/// All of them.
pub(crate) fn all(words: &Words) -> Vec<Term> {
    let term = |id: &'static str| {
        let name = format!("term-{id}");
        Term { id, word: words.get(&format!("{name}-word"), &[]), text: words.get(&name, &[]) }
    };
    ["certificate", "authority", "revoked"].map(term).into()
}

/// The first of each term becomes a link. The words are ours; what stands within a tag, or in a picture, is none.
pub(crate) fn linked(mut html: String, terms: &[Term]) -> String {
    for term in terms {
        let word = escaped(&term.word);
        let before_a_tag_ends = |at: usize| html.get(..at).is_some_and(|before| before.rfind('<') > before.rfind('>'));
        let in_picture = |at: usize| html.get(..at).is_some_and(|before| before.rfind("<svg") > before.rfind("</svg>"));
        let in_heading = |at: usize| html.get(..at).is_some_and(|before| before.rfind("<h") > before.rfind("</h"));
        let free = |at: usize| !before_a_tag_ends(at) && !in_picture(at) && !in_heading(at);
        let Some(at) = html.match_indices(&word).map(|(at, _)| at).find(|at| free(*at)) else { continue };
        html.replace_range(at..at.saturating_add(word.len()), &format!("<a href=\"#{}\">{word}</a>", term.id));
    }
    html
}

/// What the links lead to.
pub(crate) fn section(out: &mut String, terms: &[Term], title: &str) {
    if terms.is_empty() {
        return;
    }
    let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(title));
    for term in terms {
        let _ = writeln!(out, "<p id=\"{}\">{}</p>", term.id, escaped(&term.text));
    }
    out.push_str("</section>\n");
}
