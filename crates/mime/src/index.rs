//! The reader: one forward pass over the bytes of a mail, in chunks of any size (RFC 5322 2, RFC 2046 5.1).
//! Tells headers, bodies and delimiters apart. Holds headers, never bodies; `run` counts what bodies are made of.

use crate::boundary::Match;
use crate::error::Error;
use crate::finding::{Finding, Kind};
use crate::header_reader::{HeaderReader, Line};
use crate::limits::{Limit, Limits};
use crate::lines::Lines;
use crate::message::Message;
use crate::run::{Delimiter, Run};
use crate::tree::{Body, Tree};
use memchr::memchr;
use std::io::{ErrorKind, Read};
use std::ops::Range;

/// Indexes a mail while it arrives.
#[derive(Debug)]
pub struct Indexer {
    limits: Limits,
    failed: Option<(Limit, u64, u64)>,
    /// bytes pushed so far
    at: u64,
    state: State,
    /// bytes of finished headers
    kept: u64,
    tree: Tree,
    total: Lines,
    mbox_line: Option<Range<u64>>,
}

#[derive(Debug)]
enum State {
    /// in a header; with the octets of the line break before the current line
    Header(HeaderReader, u8),
    /// in a leaf's body, a preamble or an epilogue
    Run(Run),
}

/// Read from a source in pieces of this size.
const CHUNK: usize = 64 << 10;

impl Indexer {
    /// A reader at byte 0.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Indexer {
            limits: limits.clone(),
            failed: None,
            at: 0,
            state: State::Header(HeaderReader::new(0), 0),
            kept: 0,
            tree: Tree::new(limits.findings),
            total: Lines::default(),
            mbox_line: None,
        }
    }

    /// The next bytes. After an error every further call gives the same error.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.check()?;
        let start = self.at;
        self.at += bytes.len() as u64;
        let result = self.consume(bytes, start);
        if let Err(Error::Limit { limit, allowed, at }) = &result {
            self.failed = Some((*limit, *allowed, *at));
        }
        result
    }

    /// The end of the mail.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn finish(mut self) -> Result<Message, Error> {
        self.check()?;
        let end = self.at;
        // a last line without a line break is judged like any other
        if matches!(&self.state, State::Header(header, _) if !header.current_line().is_empty()) {
            self.header_line(0)?;
        }
        if let State::Run(run) = &mut self.state
            && let Some(delimiter) = run.last_line(end, &self.tree.boundaries, &mut self.tree.findings)
        {
            self.delimiter(&delimiter)?;
        }
        // a header that ends here may be that of a message whose own header is then empty
        while matches!(self.state, State::Header(..)) {
            self.end_header(end, end, 0)?;
        }
        self.end_run(end);
        let (root, findings) = self.tree.finish(end);
        Ok(Message { root, len: end, mbox_line: self.mbox_line, lines: self.total, findings })
    }

    fn check(&self) -> Result<(), Error> {
        match self.failed {
            Some((limit, allowed, at)) => Err(Error::Limit { limit, allowed, at }),
            None => Ok(()),
        }
    }

    /// Takes in bytes that stand at `at`.
    fn consume(&mut self, bytes: &[u8], mut at: u64) -> Result<(), Error> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = match &mut self.state {
                State::Header(..) => self.consume_header(rest)?,
                State::Run(run) => match run.consume(rest, at, &self.tree.boundaries, &mut self.tree.findings) {
                    None => return Ok(()),
                    Some((delimiter, taken)) => {
                        self.delimiter(&delimiter)?;
                        taken
                    }
                },
            };
            rest = rest.get(taken..).unwrap_or_default();
            at += taken as u64;
        }
        Ok(())
    }

    /// Takes at most one line into the header; how many bytes.
    fn consume_header(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let line_end = memchr(b'\n', bytes);
        let taken = line_end.map_or(bytes.len(), |lf| lf + 1);
        let (limit, allowed, left) = self.header_limit();
        let State::Header(header, _) = &mut self.state else { return Ok(0) };
        if (header.raw.len() + taken) as u64 > left {
            return Err(Error::Limit { limit, allowed, at: header.start + left });
        }
        header.raw.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        if line_end.is_some() {
            let cr = header.current_line().ends_with(b"\r\n");
            self.header_line(1 + u8::from(cr))?;
        }
        Ok(taken)
    }

    /// The limit that the current header meets first, its value, and how many bytes the header may have.
    fn header_limit(&self) -> (Limit, u64, u64) {
        let (limit, allowed) = match self.tree.is_root() {
            true => (Limit::HeaderBytes, self.limits.header_bytes),
            false => (Limit::PartHeaderBytes, self.limits.part_header_bytes),
        };
        let left = self.limits.kept_bytes.saturating_sub(self.kept);
        if left < allowed { (Limit::KeptBytes, self.limits.kept_bytes, left) } else { (limit, allowed, allowed) }
    }

    /// The current line of the header is complete, with a line break of this many octets.
    fn header_line(&mut self, line_break: u8) -> Result<(), Error> {
        let State::Header(header, last_break) = &mut self.state else { return Ok(()) };
        let start = header.line_start();
        let line = header.current_line();
        let next = start + line.len() as u64;
        let text = line.get(..line.len() - usize::from(line_break)).unwrap_or_default();
        if let Match::Delimiter { index, close } = self.tree.boundaries.judge(text) {
            let delimiter = Delimiter { index, close, line: start..next - u64::from(line_break), breaks: (*last_break, line_break) };
            return self.delimiter(&delimiter);
        }
        if start == 0 && line.starts_with(b"From ") {
            self.tree.findings.push(Finding::new(Kind::MboxLine, 0));
            self.mbox_line = Some(0..next - u64::from(line_break));
            self.total.add(&Lines::of(line));
            header.skip_line();
            return Ok(());
        }
        *last_break = line_break;
        match header.end_line(line_break, &mut self.tree.findings) {
            Line::Field => {
                let allowed = self.limits.fields;
                if header.fields() as u64 > allowed {
                    return Err(Error::Limit { limit: Limit::Fields, allowed, at: start });
                }
                Ok(())
            }
            Line::End => {
                self.total.count_break(line_break);
                self.end_header(start, next, line_break)
            }
            Line::NoField => {
                let line = header.take_line();
                self.end_header(start, start, 0)?;
                self.consume(&line, start)
            }
        }
    }

    /// The header ends at `end`, and the body begins at `body`, after a line break of so many octets.
    fn end_header(&mut self, end: u64, body: u64, line_break: u8) -> Result<(), Error> {
        let State::Header(header, _) = &mut self.state else { return Ok(()) };
        let header = std::mem::take(header).finish(end, &mut self.tree.findings);
        self.kept += header.raw().len() as u64;
        self.total.add(&header.lines);
        // where a delimiter follows at once, its line break is not before the header's end
        let body = body.max(header.range.end);
        self.state = match self.tree.header(header, body) {
            Body::Bytes => State::Run(Run::new(body, line_break)),
            Body::Header => {
                self.tree.begin(body, &self.limits)?;
                State::Header(HeaderReader::new(body), line_break)
            }
        };
        Ok(())
    }

    /// A delimiter ends what is open inside its multipart; a part or the epilogue begins after it.
    fn delimiter(&mut self, delimiter: &Delimiter) -> Result<(), Error> {
        let Delimiter { close, ref line, breaks: (before, after), .. } = *delimiter;
        let end = line.start - u64::from(before);
        let next = line.end + u64::from(after);
        // the line break before the delimiter was taken out of what it ended, unless it ended something earlier already
        let began = match &self.state {
            State::Header(header, _) => header.start,
            State::Run(run) => run.start(),
        };
        if began < line.start {
            self.total.count_break(before);
        } else if self.tree.is_in_multipart() && matches!(self.state, State::Header(..)) {
            self.tree.findings.push(Finding::new(Kind::PartMissing, line.start));
        }
        while matches!(self.state, State::Header(..)) {
            self.end_header(end, end, before)?;
        }
        self.end_run(end);
        self.total.add(&Lines { longest: line.end - line.start, ..Lines::default() });
        self.total.count_break(after);
        self.tree.delimiter(delimiter, end);
        self.state = if close {
            State::Run(Run::new(next, after))
        } else {
            self.tree.begin(next, &self.limits)?;
            State::Header(HeaderReader::new(next), after)
        };
        Ok(())
    }

    /// The bytes of a leaf, preamble or epilogue end.
    fn end_run(&mut self, end: u64) {
        let State::Run(run) = std::mem::replace(&mut self.state, State::Header(HeaderReader::default(), 0)) else { return };
        let (start, lines, cr_delimiter) = run.finish();
        self.total.add(&lines);
        if let Some(at) = cr_delimiter.filter(|_| !self.tree.boundaries.is_empty()) {
            self.tree.findings.push(Finding::new(Kind::BareCrDelimiter, at));
        }
        self.tree.region(start..end.max(start), lines);
    }
}

impl Message {
    /// Indexes everything that `source` gives.
    ///
    /// # Errors
    /// `Error::Read`, `Error::Limit`
    pub fn read(mut source: impl Read, limits: &Limits) -> Result<Message, Error> {
        let mut indexer = Indexer::new(limits);
        let mut buffer = vec![0; CHUNK];
        loop {
            match source.read(&mut buffer) {
                Ok(0) => return indexer.finish(),
                Ok(count) => indexer.push(buffer.get(..count).unwrap_or_default())?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(Error::Read { at: indexer.at, source }),
            }
        }
    }

    /// Indexes a mail in memory.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Message, Error> {
        let mut indexer = Indexer::new(limits);
        indexer.push(bytes)?;
        indexer.finish()
    }
}
