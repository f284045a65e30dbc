//! A document as a value: title, lead, sections, items. Knows no format.

use crate::lang::Lang;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// Of all its sentences.
    pub lang: Lang,
    /// One to four characters that stand above the title, if there is something to say so.
    pub badge: Option<String>,
    /// The title.
    pub title: String,
    /// What is read first.
    pub lead: Vec<String>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Lines at its foot.
    pub foot: Vec<String>,
    /// It speaks of certificates to people who may not know them: the first mention of each term is a link.
    pub terms: bool,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub items: Vec<Item>,
    /// A reader opens it who wants to know more.
    pub folded: bool,
}

/// One thing in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A smaller heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Lines that stand beside each other.
    Points(Vec<String>),
    /// What is done one after the other.
    Steps(Vec<String>),
    /// What is called what; the second may be something to compare letter by letter.
    Facts(Vec<Fact>),
    /// A table.
    Table(Table),
    /// Pictures, each with what it says.
    Pictures(Vec<(String, String)>),
    /// Text to be copied out.
    Copy(String),
}

/// A name and what stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// What stands for it.
    pub value: String,
    /// It is compared letter by letter: an address, a serial number.
    pub exact: bool,
}

/// A table. Columns from `numbers` on hold numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// The first column of numbers, if there is one.
    pub numbers: Option<usize>,
}

impl Document {
    /// With a title and nothing else.
    pub(crate) fn new(lang: Lang, title: String) -> Self {
        Self { lang, badge: None, title, lead: Vec::new(), sections: Vec::new(), foot: Vec::new(), terms: false }
    }

    /// One more section, unless there is nothing in it.
    pub(crate) fn add(&mut self, title: String, items: Vec<Item>) {
        if !items.is_empty() {
            self.sections.push(Section { title, items, folded: false });
        }
    }

    /// One more for those who want to know more.
    pub(crate) fn fold(&mut self, title: String, items: Vec<Item>) {
        if !items.is_empty() {
            self.sections.push(Section { title, items, folded: true });
        }
    }
}

impl Fact {
    pub(crate) fn plain(name: String, value: String) -> Self {
        Self { name, value, exact: false }
    }

    pub(crate) fn exact(name: String, value: String) -> Self {
        Self { name, value, exact: true }
    }
}
