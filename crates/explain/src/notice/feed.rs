//! Notices as an Atom feed (RFC 4287): an entry for each version, so that a reader who follows it hears of every change, newest first.
//! The addresses of entries never change; they are built of the page's address, the notice's name and the version's moment.

use std::fmt::Write;

use kakitome_clients::notice::{Notice, Version};

use super::chosen::chosen;
use super::page;
use crate::document;
use crate::lang::Lang;
use crate::markup::escaped;
use crate::sentence::harmless;
use crate::words::words;

/// Entries of a feed; older ones stay on the pages.
const MOST: usize = 50;

/// What a feed says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// Address of the folder of the notices' pages, with `/` at its end: a notice is at `BASE` + its name.
    pub base: &'a str,
    /// Address of the feed itself.
    pub own: &'a str,
    /// Who publishes it (RFC 4287 4.1.1 wants an author).
    pub author: &'a str,
}

/// The feed.
#[must_use]
pub fn feed(notices: &[Notice], about: &Feed<'_>, lang: Lang) -> String {
    let words = words(lang);
    let mut entries: Vec<(&Notice, &Version)> =
        notices.iter().flat_map(|notice| notice.versions().iter().map(move |version| (notice, version))).collect();
    entries.sort_by(|(one, version), (other, later)| (later.at, &one.id).cmp(&(version.at, &other.id)));
    entries.truncate(MOST);
    // a feed without entries has to say when it was updated all the same (RFC 4287 4.1.1)
    let updated = entries.first().map_or(kakitome_pki::UnixTime(0), |(_, version)| version.at);
    let base = escaped(about.base);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{base}</id>\n<title>{}</title>\n\
         <updated>{updated}</updated>\n<author><name>{}</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}\"/>\n",
        lang.code(),
        escaped(&words.get("notice-feed-title", &[("author", harmless(about.author).into())])),
        escaped(&harmless(about.author)),
        escaped(about.own),
    );
    for (notice, version) in entries {
        let title = harmless(&chosen(&notice.title, words).unwrap_or_default());
        let state = words.get(&format!("notice-state-{}", version.state.word()), &[]);
        let first = notice.versions().last().is_some_and(|oldest| oldest.at == version.at);
        let name = if first { "notice-entry-first" } else { "notice-entry" };
        let title = words.get(name, &[("state", state.into()), ("title", title.into())]);
        let _ = write!(
            out,
            "<entry>\n<id>{base}{}#{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<published>{}</published>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{base}{}\"/>\n<summary>{}</summary>\n<content type=\"text\">{}</content>\n</entry>\n",
            notice.id,
            version.at,
            escaped(&title),
            version.at,
            notice.published(),
            notice.id,
            escaped(&harmless(&chosen(&version.summary, words).unwrap_or_default())),
            escaped(&content(notice, version, lang)),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// The newest version is the whole page; an older one says what was new in it.
fn content(notice: &Notice, version: &Version, lang: Lang) -> String {
    if version.at == notice.updated() { document::text(&page::document(notice, lang)) } else { page::history(version, words(lang)) }
}
