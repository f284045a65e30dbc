//! Without a file: choose what you see, answer one or two questions, read what it means; and how a mail is saved as a file. Links and plain
//! forms: works without a script.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use kakitome_explain::seen::{Meaning, Saving, saving, sight, sights};
use serde::Deserialize;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::signs::sign;

#[derive(Template)]
#[template(path = "seen.html")]
struct SeenPage {
    frame: Frame,
    /// Name in addresses, drawing, name in words, where it is seen.
    sights: Vec<(&'static str, &'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "sight.html")]
struct SightPage {
    frame: Frame,
    id: &'static str,
    note: String,
    meaning: Meaning,
    programs: Vec<(&'static str, &'static str)>,
    program: Option<String>,
    question: String,
    replies: Vec<(&'static str, String)>,
    reply: Option<String>,
}

#[derive(Template)]
#[template(path = "save.html")]
struct SavePage {
    frame: Frame,
    saving: Vec<Saving>,
}

/// What the form of a sight sends; nothing chosen is nothing said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answers {
    program: String,
    reply: String,
}

pub(super) fn routes() -> Pages {
    vec![("/seen", get(all)), ("/seen/{sight}", get(one)), ("/save", get(save))]
}

async fn all(asked: Asked) -> Response {
    let frame = Frame::new(&asked, "seen-title");
    let sights = sights().iter().map(|one| (one.id, sign(one.id), one.name(asked.lang), one.note(asked.lang))).collect();
    frame.answer(&SeenPage { frame: frame.clone(), sights })
}

async fn one(asked: Asked, Path(name): Path<String>, Query(answers): Query<Answers>) -> Result<Response, Refusal> {
    let sight = sight(&name).ok_or(Refusal::NotFound)?;
    let lang = asked.lang;
    let programs = sight.programs(lang);
    // only what the form offers is taken up: nothing of a visitor's comes back to the page
    let program = programs.iter().find(|(id, _)| *id == answers.program).map(|(id, _)| (*id).to_owned());
    let reply = sight.replies.iter().find(|one| **one == answers.reply).map(|one| (*one).to_owned());
    let meaning = sight.meaning(program.as_deref(), reply.as_deref(), lang);
    let frame = Frame::new(&asked, "seen-title").titled(sight.name(lang));
    let page = SightPage {
        frame: frame.clone(),
        id: sight.id,
        note: sight.note(lang),
        meaning,
        programs,
        program,
        question: sight.question(lang),
        replies: sight.replies.iter().map(|one| (*one, sight.reply(one, lang))).collect(),
        reply,
    };
    Ok(frame.answer(&page))
}

async fn save(asked: Asked) -> Response {
    let frame = Frame::new(&asked, "save-title");
    frame.answer(&SavePage { frame: frame.clone(), saving: saving(asked.lang) })
}
