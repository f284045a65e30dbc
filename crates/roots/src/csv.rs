//! Comma-separated values (RFC 4180): fields in quotation marks may have line ends and commas in them.

use crate::error::Error;

const WHAT: &str = "CSV";
/// Columns of a record; the widest report has 80.
const COLUMNS: usize = 1_000;

/// One record and the line in which it begins, from 1.
pub(crate) struct Record {
    pub(crate) line: usize,
    pub(crate) fields: Vec<String>,
}

/// All records; a record of one empty field (a blank line) is passed over.
pub(crate) fn records(text: &str) -> Result<Vec<Record>, Error> {
    let mut found = Vec::new();
    let mut reader = Reader { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
    while !reader.rest.is_empty() {
        let line = reader.line;
        let fields = reader.record()?;
        if fields.iter().any(|field| !field.is_empty()) {
            found.push(Record { line, fields });
        }
    }
    Ok(found)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    fn record(&mut self) -> Result<Vec<String>, Error> {
        let mut fields = Vec::new();
        loop {
            if fields.len() == COLUMNS {
                return Err(self.wrong("too many columns"));
            }
            let field = if self.rest.starts_with('"') { self.quoted()? } else { self.plain()? };
            fields.push(field);
            let mut rest = self.rest.chars();
            match rest.next() {
                Some(',') => self.rest = rest.as_str(),
                Some('\r') => {
                    self.rest = rest.as_str().strip_prefix('\n').unwrap_or(rest.as_str());
                    self.line = self.line.saturating_add(1);
                    return Ok(fields);
                }
                Some('\n') => {
                    self.rest = rest.as_str();
                    self.line = self.line.saturating_add(1);
                    return Ok(fields);
                }
                None => return Ok(fields),
                Some(_) => return Err(self.wrong("text behind a closing quotation mark")),
            }
        }
    }

    fn plain(&mut self) -> Result<String, Error> {
        let end = self.rest.find([',', '\r', '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        if field.contains('"') {
            return Err(self.wrong("a quotation mark in a field that does not begin with one"));
        }
        self.rest = rest;
        Ok(field.to_owned())
    }

    fn quoted(&mut self) -> Result<String, Error> {
        let begun = self.line;
        let mut field = String::new();
        let mut rest = self.rest.strip_prefix('"').unwrap_or(self.rest);
        loop {
            let Some((inside, later)) = rest.split_once('"') else {
                return Err(Error::Line { what: WHAT, line: begun, problem: "a quotation mark is not closed".to_owned() });
            };
            field.push_str(inside);
            self.line = self.line.saturating_add(inside.matches('\n').count());
            match later.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None => {
                    self.rest = later;
                    return Ok(field);
                }
            }
        }
    }

    fn wrong(&self, problem: &str) -> Error {
        Error::Line { what: WHAT, line: self.line, problem: problem.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn quoted_fields_have_line_ends_and_commas() {
        let text = "\u{feff}a,\"b \"\"c\"\", d\"\r\n\n\"1\n2\",,x";
        let found: Vec<_> = records(text).unwrap().into_iter().map(|record| (record.line, record.fields)).collect();
        let fields = |list: &[&str]| list.iter().map(|&field| field.to_owned()).collect::<Vec<_>>();
        assert_eq!(found, [(1, fields(&["a", "b \"c\", d"])), (3, fields(&["1\n2", "", "x"]))]);
    }

    #[test]
    fn what_is_not_csv_is_named_with_its_line() {
        for (text, words) in [("a\n\"b", "line 2: a quotation mark is not closed"), ("\"a\"b", "behind"), ("a\"b", "does not begin")] {
            let said = records(text).err().unwrap().to_string();
            assert!(said.contains(words), "{said}");
        }
    }
}
