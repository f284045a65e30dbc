//! A command that could not be done: what, where, and a hint, as the name of a sentence with its facts.
//! The sentence itself stands in `explain`, in both languages.

use std::io::{Error, ErrorKind};

use kakitome_explain::{Lang, Value};

use crate::context::Context;

/// Why a command could not be done. Exit status 2.
#[derive(Debug)]
pub(crate) struct Failure {
    name: &'static str,
    facts: Vec<(&'static str, String)>,
    hint: Option<&'static str>,
}

impl Failure {
    /// A failure told by the sentence of that name.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, facts: Vec::new(), hint: None }
    }

    /// With a fact that the sentence (or its hint) has a blank for.
    pub(crate) fn with(mut self, blank: &'static str, fact: impl std::fmt::Display) -> Self {
        self.facts.push((blank, format!("{fact}")));
        self
    }

    /// With a sentence that says what to do.
    pub(crate) fn hint(mut self, name: &'static str) -> Self {
        self.hint = Some(name);
        self
    }

    /// With this text in every fact in place of that one: a place that a person knows, for one that was only ours.
    pub(crate) fn renamed(mut self, from: &str, to: &str) -> Self {
        for (_, fact) in &mut self.facts {
            *fact = fact.replace(from, to);
        }
        self
    }

    /// Whether it is told by that sentence.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// What a lower floor said.
    pub(crate) fn why(&self) -> &str {
        self.facts.iter().find(|(blank, _)| *blank == "why").map_or("", |(_, fact)| fact)
    }

    /// The one line for standard error.
    pub(crate) fn line(&self, context: Context) -> String {
        let facts: Vec<(&str, String)> = self.facts.iter().map(|(blank, fact)| (*blank, in_words(fact, context))).collect();
        let values: Vec<(&str, Value<'_>)> = facts.iter().map(|(blank, fact)| (*blank, Value::from(fact))).collect();
        let mut line = format!("kakitome: {}", context.say(self.name, &values));
        if let Some(hint) = self.hint {
            line.push_str(" (");
            line.push_str(&context.say("cli-hint", &[("hint", context.say(hint, &values).into())]));
            line.push(')');
        }
        line.replace(['\n', '\r'], " ")
    }
}

/// What the system says of an error is English; its number stays, for who wants to look it up.
fn in_words(fact: &str, context: Context) -> String {
    if context.lang == Lang::En {
        return fact.to_owned();
    }
    let number = |rest: &str| rest.split(')').next().and_then(|number| number.parse::<i32>().ok());
    let Some(error) = fact.split("(os error ").nth(1).and_then(number).map(Error::from_raw_os_error) else { return fact.to_owned() };
    let name = match error.kind() {
        ErrorKind::NotFound => "system-not-found",
        ErrorKind::PermissionDenied => "system-denied",
        ErrorKind::AddrInUse => "system-in-use",
        ErrorKind::AddrNotAvailable => "system-not-ours",
        ErrorKind::AlreadyExists => "system-exists",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "system-full",
        ErrorKind::ReadOnlyFilesystem => "system-read-only",
        ErrorKind::IsADirectory => "system-a-folder",
        ErrorKind::NotADirectory => "system-not-a-folder",
        ErrorKind::ConnectionRefused => "system-refused",
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => "system-unreachable",
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "system-broken",
        ErrorKind::TimedOut => "system-timed-out",
        _ => return fact.to_owned(),
    };
    let english = error.to_string();
    let text = english.split(" (os error ").next().unwrap_or_default();
    fact.replacen(&format!("{text} (os error "), &format!("{}(os error ", context.say(name, &[])), 1)
}

/// An error of a lower floor, where no better sentence is known: its own terse line is the fact.
pub(crate) fn failed(what: &'static str, error: &dyn std::error::Error) -> Failure {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        source = inner.source();
    }
    Failure::new(what).with("why", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_may_be_in_use_by_ourselves() {
        let taken = Error::from_raw_os_error(rustix::io::Errno::ADDRINUSE.raw_os_error());
        let told = Failure::new("cli-input-unreadable").with("file", "a").with("why", taken);
        assert!(told.is("cli-input-unreadable") && !told.is("cli-input"));
        let line = told.line(Context { lang: Lang::Ja });
        assert!(line.contains("すでに使われています(os error 98)") && !line.contains("別のプログラム"), "{line}");
    }

    #[test]
    fn what_the_system_says_is_said_in_the_person_s_language() {
        let told = |lang| {
            let gone = Error::from_raw_os_error(rustix::io::Errno::NOENT.raw_os_error());
            Failure::new("cli-input-unreadable").with("file", "a.eml").with("why", gone).line(Context { lang })
        };
        assert_eq!(told(Lang::Ja), "kakitome: a.eml: 読み取れませんでした: ファイルまたはフォルダーがありません(os error 2)");
        assert_eq!(told(Lang::En), "kakitome: a.eml: cannot be read: No such file or directory (os error 2)");
        let own = Failure::new("cli-input-unreadable").with("file", "a").with("why", "odd (os error x)").line(Context { lang: Lang::Ja });
        assert!(own.contains("odd (os error x)"), "{own}");
    }
}
