//! TXT records of `name=value` between semicolons, a version first (RFC 8461 3.1, RFC 8460 3). What is unknown is left alone.

/// Why a record is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// More than one record says that it is the one: none counts.
    #[error("{count} records, where one may be")]
    Many {
        /// How many.
        count: usize,
    },
    /// It does not follow the grammar.
    #[error("{why}")]
    Syntax {
        /// What is wrong.
        why: &'static str,
    },
}

/// The one record of this version among the texts; `None`: there is none.
pub(crate) fn only<'a>(texts: &'a [Vec<u8>], version: &str) -> Result<Option<&'a str>, RecordFault> {
    let begins = |text: &&'a Vec<u8>| {
        let rest = text.strip_prefix(version.as_bytes())?;
        // the version ends there, or with blanks before a semicolon
        let rest = rest.trim_ascii_start();
        (rest.is_empty() || rest.first() == Some(&b';')).then_some(())
    };
    let found: Vec<&Vec<u8>> = texts.iter().filter(|text| begins(text).is_some()).collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => std::str::from_utf8(one).map(Some).map_err(|_| RecordFault::Syntax { why: "there are octets in it that are no text" }),
        more => Err(RecordFault::Many { count: more.len() }),
    }
}

/// The fields after the version.
pub(crate) fn fields(record: &str) -> Result<Vec<(&str, &str)>, RecordFault> {
    let syntax = |why| RecordFault::Syntax { why };
    let mut found = Vec::new();
    for field in record.split(';').skip(1).map(str::trim).filter(|field| !field.is_empty()) {
        let (name, value) = field.split_once('=').ok_or_else(|| syntax("a field has no ="))?;
        let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if name.is_empty() || name.len() > 32 || !name.bytes().all(named) {
            return Err(syntax("a field has no proper name"));
        }
        if value.is_empty() || !value.bytes().all(|byte| (0x21..=0x7e).contains(&byte) || byte == b' ') {
            return Err(syntax("a field has no proper value"));
        }
        found.push((name, value));
    }
    Ok(found)
}
