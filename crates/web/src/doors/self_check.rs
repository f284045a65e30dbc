//! Two questions about the settings for sending: port and encryption. Who need do nothing is told first (RFC 8314). A plain form: works
//! without a script, and nothing of what is chosen comes back to the page but what the form offers.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use kakitome_explain::settings::{Advice, Encryption, Port, advice};
use serde::Deserialize;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;

/// One choice of a question: its value, its words, whether it was made.
type Choice = (&'static str, String, bool);

#[derive(Template)]
#[template(path = "self_check.html")]
struct SelfCheckPage {
    frame: Frame,
    ports: Vec<Choice>,
    encryptions: Vec<Choice>,
    /// What the two answers come to, in short and at length.
    answer: Option<(String, String)>,
    /// Everybody else: who it is, what to do.
    groups: Vec<(String, String)>,
}

/// What the form sends; nothing chosen is nothing said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answers {
    port: String,
    encryption: String,
}

pub(super) fn routes() -> Pages {
    vec![("/self-check", get(page))]
}

async fn page(asked: Asked, Query(answers): Query<Answers>) -> Response {
    let frame = Frame::new(&asked, "self-check-title");
    let (port, encryption) = (Port::from_word(&answers.port), Encryption::from_word(&answers.encryption));
    let answer = port.zip(encryption).map(|(port, encryption)| {
        let word = advice(port, encryption).word();
        (frame.say(&format!("self-check-{word}-short")), frame.say(&format!("self-check-{word}")))
    });
    let choice = |question: &str, word: &'static str, made: bool| (word, frame.say(&format!("self-check-{question}-{word}")), made);
    let group = |one: Advice| (frame.say(&format!("self-check-{}-who", one.word())), frame.say(&format!("self-check-{}", one.word())));
    let page = SelfCheckPage {
        ports: Port::ALL.into_iter().map(|one| choice("port", one.word(), port == Some(one))).collect(),
        encryptions: Encryption::ALL.into_iter().map(|one| choice("encryption", one.word(), encryption == Some(one))).collect(),
        answer,
        groups: Advice::ALL.into_iter().map(group).collect(),
        frame: frame.clone(),
    };
    frame.answer(&page)
}
