//! The explanation of a judged mail as a page, and as an object for programs. The verdict, the pictures and all words stand outside
//! what the mail controls: strings out of it are quoted in sentences of ours, cut, and without marks that turn or hide (attack row W03).

use askama::Template;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kakitome_clients::Shown;
use kakitome_evidence::{Asked, Outcome};
use kakitome_explain::page::{self, Page, Subject};
use kakitome_explain::picture::{View, chain, program_view};
use kakitome_explain::{Lang, Value as Blank, words};
use kakitome_roots::Snapshot;
use kakitome_smime::Report;
use serde_json::{Value, json};

use crate::frame::Frame;
use crate::shown::shown;

/// An object larger than this is not put into the page (100 KB a page in all); the form gives it too.
const LARGEST_OBJECT: usize = 20 << 10;
/// Chains that are drawn.
const MOST_CHAINS: usize = 4;

#[derive(Template)]
#[template(path = "explanation.html")]
struct ExplanationPage {
    frame: Frame,
    /// From crate explain, escaped there.
    body: String,
    chains: Vec<String>,
    /// Programs whose own words are known, as pictures.
    programs: Vec<String>,
    /// The rest.
    others: Vec<String>,
    fetched: Vec<String>,
    object: Option<String>,
    /// Beneath the heading, where there is more to say of where the mail is from.
    lead: Option<String>,
}

/// What is explained.
pub(crate) struct Explained<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) asked: &'a [Asked],
    /// The list that the chain's end is held against.
    pub(crate) list: &'a Snapshot,
    pub(crate) lead: Option<String>,
}

impl Explained<'_> {
    /// As a page.
    pub(crate) fn answer(&self, frame: Frame) -> Response {
        let lang = frame.lang;
        let page = page::build(&self.subject, lang);
        let object = small(self.object_of(&page)).map(|text| format!("data:application/json;base64,{}", STANDARD.encode(text)));
        let frame = frame.titled(shown(&page.heading)).private();
        // Words that are known in the other language alone stand in the text beside the pictures.
        let spoken = |one: &&Shown| one.usual().is_some_and(|case| case.quote.ja.is_some() || case.quote.en.is_some());
        let (programs, others): (Vec<&Shown>, Vec<&Shown>) = self.subject.shown.iter().partition(spoken);
        let drawn = |shown: &[&Shown]| shown.iter().filter_map(|one| View::of(one, lang)).map(|view| program_view(&view, lang)).collect();
        let page = ExplanationPage {
            body: page::body(&page),
            chains: chains(self.subject.report, self.list, lang),
            programs: drawn(&programs),
            others: drawn(&others),
            fetched: self.asked.iter().map(|one| fetched(one, lang)).collect(),
            object,
            lead: self.lead.clone(),
            frame,
        };
        page.frame.answer(&page)
    }

    /// For programs: the report, what programs show, the way, the page's sentences, what was fetched.
    pub(crate) fn object(&self, lang: Lang) -> Value {
        self.object_of(&page::build(&self.subject, lang))
    }

    fn object_of(&self, page: &Page) -> Value {
        with_fetched(page::json(page, &self.subject), self.asked)
    }
}

/// The object as it fits into a page: whole, else without what every mail program shows (the form and the API give all of it).
fn small(mut object: Value) -> Option<String> {
    let whole = object.to_string();
    if whole.len() <= LARGEST_OBJECT {
        return Some(whole);
    }
    object.as_object_mut()?.remove("clients");
    Some(object.to_string()).filter(|text| text.len() <= LARGEST_OBJECT)
}

/// Puts what was asked of others into a report's object.
pub(crate) fn with_fetched(mut object: Value, asked: &[Asked]) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert("fetched".to_owned(), asked.iter().map(one).collect());
    }
    object
}

fn chains(report: &Report, list: &Snapshot, lang: Lang) -> Vec<String> {
    report
        .signers
        .iter()
        .filter(|signer| signer.certificate.is_some())
        .take(MOST_CHAINS)
        .map(|signer| chain(signer, report.at, &[list], lang))
        .collect()
}

fn one(asked: &Asked) -> Value {
    let (outcome, bytes, why) = match &asked.outcome {
        Outcome::Fetched(bytes) => ("fetched", Some(*bytes), None),
        // why it failed may tell of our network: the log has it
        Outcome::Failed(_) => ("failed", None, None),
        Outcome::UnknownIssuer => ("not-asked", None, Some("the organization of the issuer is that of no trusted root")),
    };
    json!({ "kind": asked.kind, "url": asked.url, "outcome": outcome, "bytes": bytes, "why": why })
}

fn fetched(asked: &Asked, lang: Lang) -> String {
    let words = words(lang);
    let kind = words.get("cli-online-kind", &[("kind", asked.kind.into())]);
    let (what, url): ((&str, Blank<'_>), (&str, Blank<'_>)) = (("what", kind.into()), ("url", shown(&asked.url).into()));
    match &asked.outcome {
        Outcome::Fetched(bytes) => words.get("cli-online-came", &[what, url, ("bytes", (*bytes).into())]),
        Outcome::Failed(_) => words.get("web-fetch-failed", &[what, url]),
        Outcome::UnknownIssuer => words.get("web-fetch-unknown-issuer", &[what, url]),
    }
}
