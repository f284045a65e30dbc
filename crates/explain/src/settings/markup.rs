//! XML, element by element: what stands between the tags is escaped, so that no name of a provider becomes markup.

use crate::markup::escaped;

/// A document that grows.
pub(crate) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    pub(crate) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.open.len()));
    }

    /// A line as it is: a document type.
    pub(crate) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(crate) fn open(&mut self, tag: &'static str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        self.text.push_str(">\n");
        self.open.push(tag);
    }

    pub(crate) fn leaf(&mut self, tag: &str, value: &str) {
        self.indent();
        self.text.push_str(&format!("<{tag}>{}</{tag}>\n", escaped(value)));
    }

    pub(crate) fn empty(&mut self, tag: &str) {
        self.indent();
        self.text.push_str(&format!("<{tag}/>\n"));
    }

    pub(crate) fn close(&mut self) {
        if let Some(tag) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{tag}>\n"));
        }
    }

    /// The whole, everything closed.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }
}
