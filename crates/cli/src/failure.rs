//! A command that could not be done: what, where, and a hint, as the name of a sentence with its facts.
//! The sentence itself stands in `explain`, in both languages.

use kakitome_explain::Value;

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

    /// The one line for standard error.
    pub(crate) fn line(&self, context: Context) -> String {
        let values: Vec<(&str, Value<'_>)> = self.facts.iter().map(|(blank, fact)| (*blank, Value::from(fact))).collect();
        let mut line = format!("kakitome: {}", context.say(self.name, &values));
        if let Some(hint) = self.hint {
            line.push_str(" (");
            line.push_str(&context.say("cli-hint", &[("hint", context.say(hint, &values).into())]));
            line.push(')');
        }
        line.replace(['\n', '\r'], " ")
    }
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
