//! What every page has: language, title, ways to other pages, and the answer that a filled template becomes.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kakitome_explain::{Lang, Value, Words, words};

use crate::asked::Asked;
use crate::refusal::Refusal;
use crate::{assets, nav};

/// The field `frame` of every template.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) lang: Lang,
    /// Without its language.
    pub(crate) path: String,
    pub(crate) title: String,
    is_private: bool,
}

/// A way to another page.
pub(crate) struct Way {
    pub(crate) address: String,
    pub(crate) words: String,
    pub(crate) is_here: bool,
}

impl Frame {
    /// `title` names a sentence.
    pub(crate) fn new(asked: &Asked, title: &str) -> Self {
        Self { lang: asked.lang, path: asked.path.clone(), title: words(asked.lang).get(title, &[]), is_private: false }
    }

    /// Another title, out of what the page is about.
    pub(crate) fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The answer is about somebody's mail: nobody keeps it.
    pub(crate) fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    pub(crate) fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// The sentence of that name.
    pub(crate) fn say(&self, name: &str) -> String {
        self.words().get(name, &[])
    }

    /// The sentence of that name with one blank filled.
    pub(crate) fn say_with<'v>(&self, name: &str, blank: &str, value: impl Into<Value<'v>>) -> String {
        self.words().get(name, &[(blank, value.into())])
    }

    /// The address of a page in this language.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.lang.code())
    }

    /// The other language.
    pub(crate) fn other(&self) -> Lang {
        match self.lang {
            Lang::Ja => Lang::En,
            Lang::En => Lang::Ja,
        }
    }

    /// This page in that language.
    pub(crate) fn here_in(&self, lang: Lang) -> String {
        format!("/{}{}", lang.code(), self.path)
    }

    /// The address of a file in `static/`.
    pub(crate) fn asset(&self, file: &str) -> String {
        assets::address(file)
    }

    pub(crate) fn header(&self) -> Vec<Way> {
        self.ways(nav::HEADER)
    }

    pub(crate) fn footer(&self) -> Vec<Way> {
        self.ways(nav::FOOTER)
    }

    fn ways(&self, entries: &[(&str, &str)]) -> Vec<Way> {
        let way = |(path, name): &(&str, &str)| Way { address: self.to(path), words: self.say(name), is_here: self.path == *path };
        entries.iter().map(way).collect()
    }

    /// The page.
    pub(crate) fn answer(&self, template: &impl Template) -> Response {
        match template.render() {
            Ok(html) => {
                let mut response = (StatusCode::OK, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
                let caching = if self.is_private { "no-store" } else { "no-cache" };
                response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(caching));
                response
            }
            Err(error) => {
                tracing::error!(%error, path = self.path, "a page could not be written");
                Refusal::Internal.into_response()
            }
        }
    }
}
