//! TSTInfo (RFC 3161 2.4.2): what a time-stamping authority says. Read leniently in its encoding (BER as DER), strictly in its parts.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Class, Cursor, Element, Error, Tag};
use kakitome_pki::{Name, UnixTime};

use crate::algorithm::AlgorithmIdentifier;

/// What the authority says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeStampInfo {
    /// 1.
    pub version: u64,
    /// Under which of its policies.
    pub policy: ObjectIdentifier,
    /// How what is stamped was hashed.
    pub imprint_algorithm: ObjectIdentifier,
    /// The hash of what is stamped.
    pub imprint: Vec<u8>,
    /// The stamp's number, its content octets.
    pub serial: Vec<u8>,
    /// When it was made, to the second below.
    pub time: UnixTime,
    /// How exact the time is; nothing: the policy says.
    pub accuracy: Option<Accuracy>,
    /// Stamps of this authority can be put in order by their times alone.
    pub ordering: bool,
    /// The requester's nonce, its content octets.
    pub nonce: Option<Vec<u8>>,
    /// The authority, where it is named by a directory name.
    pub authority: Option<Name>,
    /// An extension that must be understood and is not.
    pub unknown_critical: Option<ObjectIdentifier>,
}

/// How exact a time is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Seconds.
    pub seconds: u64,
    /// Thousandths of a second, to 999.
    pub millis: u16,
    /// Millionths of a second, to 999.
    pub micros: u16,
}

impl TimeStampInfo {
    pub(super) fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let version = fields.unsigned()?;
        let policy = fields.oid()?;
        let mut imprint = fields.sequence()?;
        let imprint_algorithm = AlgorithmIdentifier::read(&mut imprint)?.oid;
        let hash = imprint.octet_string()?.into_owned();
        imprint.finish()?;
        let serial = fields.expect(Tag::INTEGER)?.integer()?.to_vec();
        let time = UnixTime(fields.expect(Tag::GENERALIZED_TIME)?.time()?);
        let accuracy = fields.optional(Tag::SEQUENCE)?.map(|element| Accuracy::read(&element)).transpose()?;
        let ordering = fields.optional(Tag::BOOLEAN)?.map_or(Ok(false), |element| element.boolean())?;
        let nonce = fields.optional(Tag::INTEGER)?.map(|element| element.integer().map(<[u8]>::to_vec)).transpose()?;
        let authority = fields.optional(Tag::context(0))?.map(|element| directory_name(&element)).transpose()?.flatten();
        let extensions = fields.optional(Tag::context(1))?;
        let unknown_critical = extensions.map(|element| critical(&element)).transpose()?.flatten();
        fields.finish()?;
        Ok(Self { version, policy, imprint_algorithm, imprint: hash, serial, time, accuracy, ordering, nonce, authority, unknown_critical })
    }

    /// The latest moment that the time and its accuracy allow, in whole seconds.
    #[must_use]
    pub fn not_later_than(&self) -> UnixTime {
        let Some(Accuracy { seconds, millis, micros }) = self.accuracy else { return self.time };
        let begun = i64::from(millis > 0 || micros > 0);
        self.time.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_add(begun))
    }

    pub(super) fn is_understood(&self) -> Result<(), &'static str> {
        if self.version != 1 {
            return Err("its version is not known");
        }
        if self.unknown_critical.is_some() {
            return Err("it has a critical extension that is not known");
        }
        Ok(())
    }
}

impl Accuracy {
    fn read(element: &Element<'_>) -> Result<Self, Error> {
        let mut fields = element.children()?;
        let seconds = fields.optional(Tag::INTEGER)?.map_or(Ok(0), |element| element.unsigned())?;
        let mut fraction = |number| {
            let Some(element) = fields.optional(Tag::context(number))? else { return Ok(0) };
            match element.unsigned()? {
                value @ 1..=999 => Ok(u16::try_from(value).unwrap_or(999)),
                _ => Err(Error::BadValue { offset: element.offset(), what: "accuracy (1 to 999)" }),
            }
        };
        let (millis, micros) = (fraction(0)?, fraction(1)?);
        fields.finish()?;
        Ok(Self { seconds, millis, micros })
    }
}

/// The GeneralName in `tsa`, if it is a directory name: other forms name nobody that a certificate could be compared with.
fn directory_name(tsa: &Element<'_>) -> Result<Option<Name>, Error> {
    let mut inner = tsa.children()?;
    let name = inner.any()?;
    inner.finish()?;
    if name.tag() != (Tag { class: Class::Context, number: 4 }) {
        return Ok(None);
    }
    let mut inner = name.children()?;
    let raw = inner.expect(Tag::SEQUENCE)?;
    inner.finish()?;
    let unreadable = |_| Error::BadValue { offset: raw.offset(), what: "tsa (a name)" };
    Name::from_der(raw.raw()).map(Some).map_err(unreadable)
}

/// The first critical extension: none is known.
fn critical(extensions: &Element<'_>) -> Result<Option<ObjectIdentifier>, Error> {
    let mut list = extensions.children()?;
    let mut found = None;
    while !list.is_empty() {
        let mut extension = list.sequence()?;
        let oid = extension.oid()?;
        let critical = extension.optional(Tag::BOOLEAN)?.map_or(Ok(false), |element| element.boolean())?;
        extension.octet_string()?;
        extension.finish()?;
        if critical {
            found.get_or_insert(oid);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use kakitome_ber::der;

    use super::*;

    fn written(accuracy: &[u8], rest: &[u8]) -> Vec<u8> {
        let sha256 = der::sequence(&[&der::oid(&const_oid::db::rfc5912::ID_SHA_256), &der::null()]);
        let imprint = der::sequence(&[&sha256, &der::octet_string(&[7; 32])]);
        let policy = der::oid(&ObjectIdentifier::new_unwrap("1.2.3.4"));
        let time = der::element(Tag::GENERALIZED_TIME, false, &[b"20261122010000.5Z"]);
        der::sequence(&[&der::unsigned(1), &policy, &imprint, &der::unsigned(99), &time, accuracy, rest])
    }

    fn fraction(number: u32, value: u8) -> Vec<u8> {
        der::element(Tag::context(number), false, &[&[value]])
    }

    #[test]
    fn every_part_is_read_and_may_be_missing() {
        let info = TimeStampInfo::from_der(&written(&[], &[])).unwrap();
        assert_eq!((info.time, info.not_later_than(), info.nonce.clone()), (UnixTime(1_795_309_200), UnixTime(1_795_309_200), None));
        let accuracy = der::sequence(&[&der::unsigned(2), &fraction(0, 5), &fraction(1, 1)]);
        let name = Name::build(&[("CN", "Clock")]).unwrap();
        let tsa = der::context(0, &[&der::context(4, &[name.as_der()])]);
        let rest = [der::boolean(true), der::unsigned(7), tsa].concat();
        let info = TimeStampInfo::from_der(&written(&accuracy, &rest)).unwrap();
        assert_eq!(info.accuracy, Some(Accuracy { seconds: 2, millis: 5, micros: 1 }));
        assert_eq!(info.not_later_than(), UnixTime(1_795_309_203), "two seconds and a begun one");
        assert_eq!((info.ordering, info.nonce, info.authority), (true, Some(vec![7]), Some(name)));
    }

    #[test]
    fn what_must_be_understood_and_is_not_is_kept() {
        let unknown = ObjectIdentifier::new_unwrap("1.2.3.5");
        let extension = |critical: &[u8]| der::sequence(&[&der::oid(&unknown), critical, &der::octet_string(b"")]);
        for (critical, expected) in [(der::boolean(true), Some(unknown)), (Vec::new(), None)] {
            let rest = der::context(1, &[&extension(&critical)]);
            assert_eq!(TimeStampInfo::from_der(&written(&[], &rest)).unwrap().unknown_critical, expected);
        }
    }

    #[test]
    fn an_accuracy_out_of_its_range_and_cut_bytes_are_refused() {
        let accuracy = der::sequence(&[&der::element(Tag::context(0), false, &[&[0x03, 0xe8]])]);
        assert!(TimeStampInfo::from_der(&written(&accuracy, &[])).is_err(), "1000 milliseconds");
        let whole = written(&[], &[]);
        for end in 0..whole.len() {
            assert!(TimeStampInfo::from_der(&whole[..end]).is_err(), "{end}");
        }
    }
}
