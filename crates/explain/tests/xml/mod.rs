//! A strict reader of small XML documents, for tests alone: what it does not know it refuses. Elements, attributes, text, the five
//! entities; no declarations but the first, no comments, no CDATA.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) text: String,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// It and all below it.
    pub(crate) fn all(&self) -> Vec<&Node> {
        let mut all = vec![self];
        for child in &self.children {
            all.extend(child.all());
        }
        all
    }

    /// The text of it and of all below it.
    pub(crate) fn texts(&self) -> String {
        self.all().iter().map(|node| node.text.as_str()).collect()
    }
}

/// The one element of a document.
pub(crate) fn read(document: &str) -> Node {
    let mut rest = document;
    if let Some(declared) = rest.strip_prefix("<?xml ") {
        rest = declared.split_once("?>").expect("the declaration ends").1;
    }
    let (node, rest) = element(rest.trim_start());
    assert!(rest.trim().is_empty(), "one element alone: {rest}");
    node
}

fn element(text: &str) -> (Node, &str) {
    let text = text.strip_prefix('<').unwrap_or_else(|| panic!("an element begins: {text}"));
    let end = text.find(|letter: char| letter == '>' || letter == '/' || letter.is_whitespace()).expect("a name ends");
    let mut node = Node { name: text[..end].to_owned(), ..Node::default() };
    assert!(!node.name.is_empty() && node.name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ':'), "{}", node.name);
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(rest) = rest.strip_prefix("/>") {
            return (node, rest);
        }
        if let Some(inside) = rest.strip_prefix('>') {
            return content(node, inside);
        }
        let (name, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("an attribute: {rest}"));
        let (value, after) = value.split_once('"').expect("a value ends");
        assert!(!value.contains('<') && !name.contains(char::is_whitespace) && node.attribute(name).is_none(), "{name}={value}");
        node.attributes.push((name.to_owned(), resolved(value)));
        rest = after.trim_start();
    }
}

fn content(mut node: Node, mut rest: &str) -> (Node, &str) {
    loop {
        let (text, after) = rest.split_at(rest.find('<').unwrap_or_else(|| panic!("<{}> ends", node.name)));
        node.text.push_str(&resolved(text));
        if let Some(closing) = after.strip_prefix("</") {
            let (name, rest) = closing.split_once('>').expect("a closing tag ends");
            assert_eq!(name, node.name, "tags close in order");
            return (node, rest);
        }
        let (child, after) = element(after);
        node.children.push(child);
        rest = after;
    }
}

fn resolved(text: &str) -> String {
    assert!(!text.contains(|letter: char| letter.is_control() && !"\n\t\r".contains(letter)), "{text:?}");
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';').unwrap_or_else(|| panic!("an entity: {part}"));
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" | "apos" => '\'',
            other => panic!("{other}"),
        });
        out.push_str(rest);
    }
    out
}
