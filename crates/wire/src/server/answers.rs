//! Answers in the order of the commands (RFC 2920 3.2), also when a command was answered by ourselves while an earlier one waits for the owner.

use std::collections::VecDeque;

use crate::output::Output;
use crate::reply::Reply;

/// A command that the owner has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    Mail,
    Rcpt,
    Data,
    ContentEnd,
    Auth,
}

impl Question {
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::ContentEnd => "the end of the content",
            Self::Auth => "AUTH",
        }
    }
}

#[derive(Debug)]
enum Slot {
    Open(Question),
    Said(Reply),
}

/// Answers given and owed.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    output: Output,
    /// Empty, or begins with an open question.
    slots: VecDeque<Slot>,
}

impl Answers {
    /// Gives an answer of ours, after those that are owed.
    pub(crate) fn say(&mut self, reply: Reply) {
        if self.slots.is_empty() {
            reply.write_to(self.output.buffer());
        } else {
            self.slots.push_back(Slot::Said(reply));
        }
    }

    pub(crate) fn ask(&mut self, question: Question) {
        self.slots.push_back(Slot::Open(question));
    }

    pub(crate) fn oldest(&self) -> Option<Question> {
        match self.slots.front()? {
            Slot::Open(question) => Some(*question),
            Slot::Said(_) => None,
        }
    }

    /// Answers the oldest question, and writes what waited behind it.
    pub(crate) fn answer(&mut self, reply: &Reply) {
        self.slots.pop_front();
        reply.write_to(self.output.buffer());
        while let Some(Slot::Said(said)) = self.slots.front() {
            said.write_to(self.output.buffer());
            self.slots.pop_front();
        }
    }

    /// The last word: nothing that is owed will be answered any more.
    pub(crate) fn say_last(&mut self, reply: &Reply) {
        self.slots.clear();
        reply.write_to(self.output.buffer());
    }

    pub(crate) fn output(&self) -> &Output {
        &self.output
    }

    pub(crate) fn output_mut(&mut self) -> &mut Output {
        &mut self.output
    }
}
