//! The self-check as a fragment: who need do nothing, then a form of two questions that works without a script.

use super::self_check::{Advice, Encryption, Port, advice};
use crate::lang::Lang;
use crate::markup::escaped;
use crate::words::words;

/// Title, who need do nothing, and the form. `action` is where the answers go, by GET, as `port` and `encryption`.
#[must_use]
pub fn html(lang: Lang, action: &str, chosen: Option<(Port, Encryption)>) -> String {
    let say = |name: &str| escaped(&words(lang).get(name, &[]));
    let option = |value: &str, name: &str, selected: bool| {
        format!("<option value=\"{value}\"{}>{}</option>", if selected { " selected" } else { "" }, say(name))
    };
    let ports: String = Port::ALL
        .iter()
        .map(|port| option(port.word(), &format!("self-check-port-{}", port.word()), chosen.is_some_and(|(one, _)| one == *port)))
        .collect();
    let encryptions: String = Encryption::ALL
        .iter()
        .map(|one| option(one.word(), &format!("self-check-encryption-{}", one.word()), chosen.is_some_and(|(_, other)| other == *one)))
        .collect();
    format!(
        "<section class=\"self-check\">\n<h2>{}</h2>\n<p class=\"self-check-spared\">{}</p>\n<p>{}</p>\n\
         <form class=\"self-check-form\" method=\"get\" action=\"{}\">\n\
         <p><label for=\"self-check-port\">{}</label> <select id=\"self-check-port\" name=\"port\">{ports}</select></p>\n\
         <p><label for=\"self-check-encryption\">{}</label> <select id=\"self-check-encryption\" name=\"encryption\">{encryptions}</select></p>\n\
         <p><button type=\"submit\">{}</button></p>\n</form>\n{}</section>\n",
        say("self-check-title"),
        say("self-check-nothing-who"),
        say("self-check-intro"),
        escaped(action),
        say("self-check-question-port"),
        say("self-check-question-encryption"),
        say("self-check-button"),
        chosen.map(|(port, encryption)| answer(lang, port, encryption)).unwrap_or_default(),
    )
}

/// What the two answers come to, as a fragment.
#[must_use]
pub fn answer(lang: Lang, port: Port, encryption: Encryption) -> String {
    let advice: Advice = advice(port, encryption);
    let say = |name: &str| escaped(&words(lang).get(name, &[]));
    format!(
        "<div class=\"self-check-answer self-check-{0}\">\n<h3>{1}</h3>\n<p>{2}</p>\n</div>\n",
        advice.word(),
        say(&format!("self-check-{}-short", advice.word())),
        say(&format!("self-check-{}", advice.word()))
    )
}
