//! What every command knows: the language of the person, and where its lines go.

use kakitome_explain::{Lang, Value, Words, words};

use crate::log;

/// One line on standard output. Whoever read it may be gone (`| head`, a closed pipe): that is no failure of ours.
pub(crate) fn tell(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// One line on standard error, likewise; among a log in JSON it is an object too.
pub(crate) fn complain(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", log::sentence("ERROR", line));
}

/// The language that a person asked for, by `--lang` or by the locale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) lang: Lang,
}

impl Context {
    pub(crate) fn words(self) -> &'static Words {
        words(self.lang)
    }

    /// The sentence of that name with its blanks filled.
    pub(crate) fn say(self, name: &str, values: &[(&str, Value<'_>)]) -> String {
        self.words().get(name, values)
    }
}
