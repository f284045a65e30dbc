//! Which mail programs are told in sentences, and by which name.

use kakitome_clients::Shown;

use super::subject::Subject;
use crate::lang::Lang;

/// Programs that are named in the sentences where nobody asked for others.
const NAMED: [&str; 2] = ["outlook-classic", "thunderbird"];

/// Programs that are told in sentences: those asked for, else those that most people have.
pub(super) fn named<'a>(subject: &'a Subject<'_>) -> Vec<&'a str> {
    let asked: Vec<&str> = subject.only.iter().map(String::as_str).collect();
    if asked.is_empty() { NAMED.to_vec() } else { asked }
}

/// Its name as it stands in a sentence: Japanese has a space after Latin letters.
pub(super) fn spaced(one: &Shown, lang: Lang) -> String {
    let mut name = name(one, lang);
    if lang == Lang::Ja && name.ends_with(|letter: char| letter.is_ascii_alphanumeric()) {
        name.push(' ');
    }
    name
}

/// Its name.
pub(super) fn name(one: &Shown, lang: Lang) -> String {
    match lang {
        Lang::Ja => one.program.ja.clone(),
        Lang::En => one.program.en.clone(),
    }
}
