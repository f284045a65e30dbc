//! The page as a value: sentences in one language, in the order in which they are read. Knows no format.

use crate::lang::Lang;
use crate::terms::Term;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// Of all its sentences.
    pub lang: Lang,
    /// The verdict's word: chooses a sign and a colour, which never stand alone.
    pub verdict: &'static str,
    /// One to four characters.
    pub badge: String,
    /// The result first.
    pub heading: String,
    /// Which moment it was judged for, if that was not now.
    pub replayed: Option<String>,
    /// わかったこと
    pub known: Vec<String>,
    /// わからないこと
    pub unknown: Vec<String>,
    /// メールソフトでの表示
    pub clients: Vec<String>,
    /// できること
    pub todo: Vec<String>,
    /// How it ended, where it was looked back at.
    pub later: Vec<String>,
    /// What it was judged by.
    pub basis: Vec<String>,
    /// Every mail program.
    pub rows: Vec<Row>,
    /// The way it came.
    pub way: Vec<String>,
    /// Question and answer.
    pub questions: Vec<(String, String)>,
    /// One sentence for each term.
    pub terms: Vec<Term>,
    /// For those who want to know more.
    pub details: Vec<Details>,
}

/// One mail program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub program: String,
    /// A recipient usually has it.
    pub likely: bool,
    /// A line for each case.
    pub cases: Vec<String>,
}

/// A heading with lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The heading.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
}
