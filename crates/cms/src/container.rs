//! What every container has around it (RFC 5652 3): the way into a ContentInfo of one kind and out of it again, and the
//! findings that its encoding gives. What is inside is read elsewhere.

use std::io::Read;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Reader, Tag};

use crate::error::Error;
use crate::finding::Finding;
use crate::oid;

/// Bytes of an object identifier, a version number or an AlgorithmIdentifier; RSASSA-PSS with all its parameters has 80.
const MAX_SMALL: usize = 1024;

/// Steps into ContentInfo and the SEQUENCE of the container in it, which must be of this content type.
pub(crate) fn enter<R: Read>(reader: &mut Reader<R>, wanted: ObjectIdentifier) -> Result<(), Error> {
    enter_one_of(reader, &[wanted]).map(|_| ())
}

/// As [`enter`], where there are several content types to choose from; the first is named if it is none of them. Answers which it is.
pub(crate) fn enter_one_of<R: Read>(reader: &mut Reader<R>, wanted: &[ObjectIdentifier]) -> Result<ObjectIdentifier, Error> {
    let broken = Error::reading("ContentInfo");
    reader.enter(Tag::SEQUENCE).map_err(&broken)?;
    let found = small(reader, "contentType", |cursor| cursor.oid())?;
    if !wanted.contains(&found) {
        return Err(Error::OtherContent { wanted: wanted.first().map_or("a container", oid::container_name), found });
    }
    reader.enter(Tag::context(0)).map_err(&broken)?;
    reader.enter(Tag::SEQUENCE).map_err(Error::reading(oid::container_name(&found)))?;
    Ok(found)
}

/// Steps out of the three elements that [`enter`] stepped into and looks behind them.
pub(crate) fn leave<R: Read>(reader: &mut Reader<R>, what: &'static str, findings: &mut Vec<Finding>) -> Result<(), Error> {
    reader.leave().map_err(Error::reading(what))?;
    let broken = Error::reading("ContentInfo");
    reader.leave().map_err(&broken)?;
    reader.leave().map_err(&broken)?;
    let end = reader.offset();
    if reader.has_trailing().map_err(&broken)? {
        findings.push(Finding::TrailingBytes { offset: end });
    }
    let form = reader.form();
    if let Some(offset) = [form.indefinite, form.constructed_string].into_iter().flatten().min() {
        findings.push(Finding::Ber { offset });
    }
    if let Some(offset) = form.non_minimal {
        findings.push(Finding::NonMinimalLength { offset });
    }
    Ok(())
}

/// Reads one small element that is held in memory.
pub(crate) fn small<R: Read, T>(
    reader: &mut Reader<R>,
    what: &'static str,
    read: impl Fn(&mut Cursor<'_>) -> Result<T, kakitome_ber::Error>,
) -> Result<T, Error> {
    let offset = reader.offset();
    let raw = reader.element(MAX_SMALL).map_err(Error::reading(what))?;
    read(&mut Cursor::at_offset(&raw, offset)).map_err(Error::reading(what))
}
