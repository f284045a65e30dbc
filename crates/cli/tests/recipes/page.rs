//! A page of `docs/recipes` and its fenced blocks. A block is known by the words after the language: "```ini /etc/postfix/main.cf" is the
//! block `/etc/postfix/main.cf`, "```text refused not-yours" the block `refused not-yours`.

use std::path::PathBuf;
use std::sync::Mutex;

/// One page in one language.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// `ini`, `toml`, `sh`, `text`, …
    pub(crate) language: String,
    /// What tests know it by; empty for a block that is only read.
    pub(crate) id: String,
    pub(crate) text: String,
}

/// Where the pages are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/recipes")
}

impl Page {
    /// `postfix-relay`, or `postfix-relay.ja`.
    pub(crate) fn read(name: &str) -> Self {
        let file = folder().join(format!("{name}.md"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self { name: name.to_owned(), text }
    }

    /// All its blocks in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open = false;
        for line in self.text.lines() {
            match (line.strip_prefix("```"), open) {
                (Some(info), false) => {
                    let (language, id) = info.split_once(' ').unwrap_or((info, ""));
                    blocks.push(Block { language: language.to_owned(), id: id.to_owned(), text: String::new() });
                    open = true;
                }
                (Some(_), true) => open = false,
                (None, true) => {
                    let block = blocks.last_mut().unwrap();
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, false) => {}
            }
        }
        assert!(!open, "{}: a block does not end", self.name);
        blocks
    }

    /// The one block of this id.
    pub(crate) fn block(&self, id: &str) -> String {
        let mut found = self.blocks().into_iter().filter(|block| block.id == id);
        let block = found.next().unwrap_or_else(|| panic!("{} has no block `{id}`", self.name));
        assert!(found.next().is_none(), "{} has two blocks `{id}`", self.name);
        block.text
    }

    /// The block with this machine's ports and paths. Each place must be there: a page that has changed is noticed.
    pub(crate) fn filled(&self, id: &str, places: &[(&str, &str)]) -> String {
        let mut text = self.block(id);
        for (place, value) in places {
            assert!(text.contains(place), "{}: the block `{id}` has no `{place}`:\n{text}", self.name);
            text = text.replace(place, value);
        }
        text
    }

    /// What a program said is what the page shows, with this machine's ports and paths put back. With `KAKITOME_BLESS` in the environment
    /// the page takes what was seen, in both languages; read the diff as prose.
    pub(crate) fn shows(&self, id: &str, said: &str, places: &[(&str, &str)]) {
        // PHPMailer passes on the line ends of the wire; a page has its own.
        let mut said = with_one_name(said.replace("\r\n", "\n").trim_end());
        for (place, value) in places {
            said = said.replace(value, place);
        }
        if std::env::var_os("KAKITOME_BLESS").is_some() {
            return write(&self.name, id, &said);
        }
        assert_eq!(said, self.block(id).trim_end(), "{}: the block `{id}` is not what was seen", self.name);
    }
}

/// The gateway's replies end in the name of the mail, for `kakitome journal find`; here it is always the same.
fn with_one_name(said: &str) -> String {
    let mut out = String::new();
    let mut rest = said;
    while !rest.is_empty() {
        let in_word = |c: char| c.is_ascii_alphanumeric();
        let word = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        out.push_str(if is_name(&rest[..word]) { NAME } else { &rest[..word] });
        let gap = rest[word..].find(in_word).map_or(rest.len(), |at| word + at);
        out.push_str(&rest[word..gap]);
        rest = &rest[gap..];
    }
    out
}

const NAME: &str = "1m820nk4h0400";

fn is_name(word: &str) -> bool {
    word.len() == NAME.len()
        && word.starts_with('1')
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
        && word.bytes().filter(u8::is_ascii_digit).count() > 3
}

fn write(name: &str, id: &str, said: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap();
    for language in ["", ".ja"] {
        let file = folder().join(format!("{name}{language}.md"));
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let head = format!("```text {id}\n");
        let begin = text.find(&head).unwrap_or_else(|| panic!("{} has no block `{id}`", file.display())) + head.len();
        let end = begin + text[begin..].find("```").unwrap();
        std::fs::write(&file, format!("{}{said}\n{}", &text[..begin], &text[end..])).unwrap();
    }
}
