//! The bags of certificates and CRLs (RFC 5652 10.2): kept as received, never parsed here, so that one bad certificate
//! spoils nothing; what is neither is passed over with a note.

use std::io::Read;

use kakitome_ber::{Class, Cursor, Header, Length, Reader, Tag};

use crate::error::Error;
use crate::finding::Finding;
use crate::oid;

/// The tag of the bag of revocation data (RFC 5652 5.1).
const REVOCATION: u32 = 1;

/// What is kept of a bag.
pub(crate) struct Bag {
    /// The elements as received.
    pub(crate) kept: Vec<Vec<u8>>,
    /// How many of the bag's own kind there were.
    pub(crate) count: usize,
    /// The highest number of a tag that stands for another choice; it decides the container's version.
    pub(crate) other: Option<u32>,
    /// OCSP responses among the revocation data (RFC 5940 2), as received.
    pub(crate) ocsp: Vec<Vec<u8>>,
}

/// How much of a bag is kept.
#[derive(Clone, Copy)]
pub(crate) struct BagLimits {
    /// Elements kept.
    pub(crate) kept: usize,
    /// Bytes of an element that is kept.
    pub(crate) bytes: usize,
    /// Elements even passed over.
    pub(crate) elements: usize,
}

impl Bag {
    /// Reads the bag under `[number]`, if it is there.
    pub(crate) fn read<R: Read>(
        reader: &mut Reader<R>,
        number: u32,
        what: &'static str,
        limits: BagLimits,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, Error> {
        let mut bag = Self { kept: Vec::new(), count: 0, other: None, ocsp: Vec::new() };
        let broken = Error::reading(what);
        if !reader.at(Tag::context(number)).map_err(&broken)? {
            return Ok(bag);
        }
        reader.enter(Tag::context(number)).map_err(&broken)?;
        let mut elements = 0;
        while let Some(header) = reader.peek().map_err(&broken)? {
            elements += 1;
            if elements > limits.elements {
                return Err(Error::Limit { what, limit: limits.elements as u64 });
            }
            let fits = !matches!(header.length, Length::Definite(length) if length > limits.bytes as u64) && bag.ocsp.len() < limits.kept;
            if number == REVOCATION && header.tag == Tag::context(1) && fits {
                match reader.element_within(limits.bytes).map_err(&broken)? {
                    Some(element) => bag.other_format(&element, header.offset, what, findings),
                    None => bag.passed_over(&header, what, findings),
                }
            } else if bag.wants(&header, what, limits, findings) {
                match reader.element_within(limits.bytes).map_err(&broken)? {
                    Some(element) => bag.kept.push(element),
                    None => findings.push(Finding::Oversized { what, offset: header.offset, limit: limits.bytes }),
                }
            } else {
                reader.skip().map_err(&broken)?;
            }
        }
        reader.leave().map_err(&broken)?;
        Ok(bag)
    }

    /// OtherRevocationInfoFormat: an OCSP response, or something that is passed over.
    fn other_format(&mut self, element: &[u8], offset: u64, what: &'static str, findings: &mut Vec<Finding>) {
        let response = || {
            let mut parts = Cursor::new(element).any()?.children()?;
            let format = parts.oid()?;
            let response = parts.any()?.raw().to_vec();
            parts.finish().map(|()| (format == oid::OCSP_RESPONSE).then_some(response))
        };
        match response() {
            Ok(Some(response)) => self.ocsp.push(response),
            _ if self.other.is_none() => findings.push(Finding::OtherChoice { what: choice(what, Tag::context(1)), offset }),
            _ => {}
        }
        self.other = self.other.max(Some(1));
    }

    /// Another choice than the bag's own; the first is told.
    fn passed_over(&mut self, header: &Header, what: &'static str, findings: &mut Vec<Finding>) {
        if self.other.is_none() {
            findings.push(Finding::OtherChoice { what: choice(what, header.tag), offset: header.offset });
        }
        self.other = self.other.max(Some(header.tag.number));
    }

    fn wants(&mut self, header: &Header, what: &'static str, limits: BagLimits, findings: &mut Vec<Finding>) -> bool {
        if header.tag != Tag::SEQUENCE {
            self.passed_over(header, what, findings);
            return false;
        }
        self.count += 1;
        if self.count > limits.kept {
            return false; // the caller says so, with the count
        }
        true
    }
}

/// The name of what is neither certificate nor CRL (RFC 5652 10.2.2, 10.2.1).
fn choice(bag: &'static str, tag: Tag) -> &'static str {
    match (bag, tag) {
        ("certificates", Tag { class: Class::Context, number: 0 }) => "extended-certificate",
        ("certificates", Tag { class: Class::Context, number: 1 | 2 }) => "attribute-certificate",
        ("certificates", Tag { class: Class::Context, number: 3 }) => "other-certificate-format",
        (_, Tag { class: Class::Context, number: 1 }) => "other-revocation-format",
        _ => "unknown",
    }
}
