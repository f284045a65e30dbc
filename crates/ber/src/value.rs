//! The value of an element read as a type (X.690 section 8).

use std::borrow::Cow;

use const_oid::ObjectIdentifier;

use crate::cursor::{Cursor, Element};
use crate::error::Error;
use crate::tag::Tag;
use crate::time;
use crate::work;

impl<'a> Element<'a> {
    /// The octets of an OCTET STRING under whatever tag, joined if it comes in pieces.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>, Error> {
        if !self.header().constructed {
            return Ok(Cow::Borrowed(self.content()));
        }
        if self.is_strict() {
            return Err(Error::NotDer { offset: self.offset(), what: "string in pieces" });
        }
        let mut joined = Vec::new();
        let mut open = vec![self.children()?];
        while let Some(pieces) = open.last_mut() {
            if pieces.is_empty() {
                open.pop();
                continue;
            }
            let piece = pieces.expect(Tag::OCTET_STRING)?;
            if piece.header().constructed {
                open.push(piece.children()?); // `children` bounds the depth
            } else {
                work::add(piece.content().len());
                joined.extend_from_slice(piece.content());
            }
        }
        Ok(Cow::Owned(joined))
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&self) -> Result<ObjectIdentifier, Error> {
        ObjectIdentifier::from_bytes(self.primitive()?).map_err(|_| self.bad("OBJECT IDENTIFIER"))
    }

    /// An INTEGER's content octets: big-endian two's complement, at least one.
    pub fn integer(&self) -> Result<&'a [u8], Error> {
        let octets = self.primitive()?;
        if octets.is_empty() { Err(self.bad("INTEGER")) } else { Ok(octets) }
    }

    /// An INTEGER that is not negative and fits in 64 bits.
    pub fn unsigned(&self) -> Result<u64, Error> {
        let octets = self.integer()?;
        if octets.first().is_some_and(|first| first & 0x80 != 0) {
            return Err(self.bad("INTEGER (negative)"));
        }
        octets.iter().try_fold(0_u64, |value, octet| {
            if value > u64::MAX >> 8 {
                return Err(self.bad("INTEGER (more than 64 bits)"));
            }
            Ok(value << 8 | u64::from(*octet))
        })
    }

    /// A BOOLEAN.
    pub fn boolean(&self) -> Result<bool, Error> {
        match self.primitive()? {
            [0] => Ok(false),
            [0xff] => Ok(true),
            [_] if !self.is_strict() => Ok(true),
            _ => Err(self.bad("BOOLEAN")),
        }
    }

    /// A BIT STRING in one piece: how many bits of the last octet do not count, and the octets.
    pub fn bits(&self) -> Result<(u8, &'a [u8]), Error> {
        match self.primitive()?.split_first() {
            Some((&unused, octets)) if unused < 8 && (unused == 0 || !octets.is_empty()) => Ok((unused, octets)),
            _ => Err(self.bad("BIT STRING")),
        }
    }

    /// A UTCTime or GeneralizedTime in seconds since 1970-01-01 (RFC 5280 4.1.2.5, with what other programs write).
    pub fn time(&self) -> Result<i64, Error> {
        let text = self.octets()?;
        let parsed = match self.tag() {
            Tag::UTC_TIME => time::parse_utc(&text),
            Tag::GENERALIZED_TIME => time::parse_generalized(&text),
            found => return Err(Error::UnexpectedTag { offset: self.offset(), expected: Tag::UTC_TIME, found }),
        };
        parsed.ok_or_else(|| self.bad("time"))
    }

    fn bad(&self, what: &'static str) -> Error {
        Error::BadValue { offset: self.offset(), what }
    }
}

impl<'a> Cursor<'a> {
    /// An OBJECT IDENTIFIER.
    pub fn oid(&mut self) -> Result<ObjectIdentifier, Error> {
        self.expect(Tag::OID)?.oid()
    }

    /// A small non-negative INTEGER.
    pub fn unsigned(&mut self) -> Result<u64, Error> {
        self.expect(Tag::INTEGER)?.unsigned()
    }

    /// An OCTET STRING, joined if it comes in pieces.
    pub fn octet_string(&mut self) -> Result<Cow<'a, [u8]>, Error> {
        self.expect(Tag::OCTET_STRING)?.octets()
    }
}
